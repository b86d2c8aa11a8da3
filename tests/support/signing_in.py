"""What a person does to sign in, and the secrets that this takes."""

from playwright.sync_api import Page

PASSWORD = "correct horse battery staple"
CLIENT_SECRET = "7c1e90b2d4fa48d3a5e6"
COOKIE_SECRET = "e03b5fd97a6c42f18d70"


def sign_in(page: Page, address: str) -> None:
    """From the sign-in page by the provider to the window; the provider asks name and password."""
    page.get_by_role("link", name="Sign in").click()
    page.locator("input[name=login]").fill(address.partition("@")[0])
    page.locator("button[type=submit]:visible").first.click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
