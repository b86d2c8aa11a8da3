"""Trees to show in tests: an order message, large ones, and names that try to break out."""

from discovery.ui.node_tree import TreeRow, TreeRows

ORDER = """
IATA_OrderViewRS 1
  Response 1
    DataLists 1 *
      BaggageAllowanceList 1 *
        BaggageAllowance 4
          BaggageAllowanceID 4 BAG1
          TypeCode 4 Checked
          PieceAllowance 3
            TotalQty 3 2
      ContactInfoList 1 *
        ContactInfo 2
          ContactInfoID 2 CTC1
          EmailAddress 2
            EmailAddressText 2 anna@example.org
      PaxJourneyList 1 *
        PaxJourney 2
          PaxJourneyID 2 JRN1
          PaxSegmentRefID 4 SEG1
      PaxList 1 *
        Pax 3
          Individual 3
            GivenName 3 ANNA
            Surname 3 EXAMPLE
          PaxID 3 PAX1
          PTC 3 ADT
      PaxSegmentList 1 *
        PaxSegment 4
          Dep 4
            IATA_LocationCode 4 SIN
          Arrival 4
            IATA_LocationCode 4 FRA
          PaxSegmentID 4 SEG1
    Order 1 *
      OrderID 1 SQ_ORD_4711
      OrderItem 5 *
        OrderItemID 5 ITEM1
        Price 5
          TotalAmount 5 812.40
        Service 11
          ServiceID 11 SRV1
      TotalPrice 1
        TotalAmount 1 4062.00
"""


def order_rows() -> TreeRows:
    """About 40 nodes of an order; `*` marks the suggested ones."""
    rows = []
    names: list[str] = []
    for line in ORDER.strip().splitlines():
        depth = (len(line) - len(line.lstrip())) // 2 + 1
        name, count, *rest = line.split()
        names = [*names[: depth - 1], name]
        suggested = rest == ["*"]
        rows.append(
            TreeRow(
                key="/" + "/".join(names),
                name=name,
                namespace="http://www.iata.org/IATA/2015/00/2018.1/OrderViewRS",
                depth=depth,
                count=int(count),
                bytes=int(count) * 7000 // depth**3,
                sample="" if suggested or not rest else rest[0],
                suggested=suggested,
                repeats=int(count) > 1,
                decoded="Singapore" if rest == ["SIN"] else "",
            )
        )
    return TreeRows.of(rows)


def wide_rows(size: int) -> TreeRows:
    """A root with groups of nine: `/Root/Group7/Field3`, `size` rows in all."""
    rows = [TreeRow("/Root", "Root", None, 1, 1, size * 40)]
    for group in range((size - 1) // 10 + 1):
        path = f"/Root/Group{group}"
        rows.append(TreeRow(path, f"Group{group}", None, 2, 3, 400, suggested=group % 400 == 3))
        rows.extend(
            TreeRow(f"{path}/Field{n}", f"Field{n}", None, 3, 3, 40, sample=f"value {n}")
            for n in range(9)
        )
    return TreeRows.of(rows[:size])


def hostile_rows() -> TreeRows:
    """Markup where a stranger can put it, names of 300 characters, two namespaces, 40 levels."""
    markup = "<img src=x onerror=\"document.title='broken'\">"
    long_name = "PassengerServiceRecordLocator" * 10
    rows = [
        TreeRow("/Root", "Root", markup, 1, 1, 5000, sample=markup),
        TreeRow("/Root/Price", "Price", "http://one.example/2024/fares", 2, 1, 900),
        TreeRow(
            "/Root/Price[2]", "Price", "http://two.example/2025/taxes", 2, 2, 900, repeats=True
        ),
        TreeRow("/Root/Price[3]", "Price", None, 2, 1, 900),
        TreeRow(f"/Root/{long_name}", long_name, None, 2, 1200, 2_400_000, "x" * 400, True, True),
        TreeRow("/Root/Größe", "Größe", None, 2, 1, 12, sample="</script><b>bold</b>"),
    ]
    path = "/Root"
    for depth in range(2, 42):
        path += f"/Level{depth}"
        rows.append(TreeRow(path, f"Level{depth}", None, depth, 1, 100, sample="deep"))
    return TreeRows.of(rows)
