"""What a call is charged with before it is made."""

from discovery.llm.token_costs import Cost, cost_of


def test_a_call_costs_its_prompt_at_four_characters_a_token_and_all_room_for_the_answer() -> None:
    messages = [{"role": "system", "content": "x" * 10}, {"role": "user", "content": "y" * 11}]
    assert cost_of({"messages": messages}, 300) == Cost(prompt=6, answer=300)
    with_schema = cost_of({"messages": messages, "response_format": {"type": "x" * 400}}, 300)
    assert with_schema.prompt > 100
