"""Dialogs of a page, opened one by one by their own buttons and looked at as everybody sees them."""

from playwright.async_api import Page, expect

from .browser import faults, overflow

CUT = """dialog => {
  const box = dialog.getBoundingClientRect();
  const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
  const whole = one => one.scrollWidth <= one.clientWidth + 1;
  const text = [...dialog.querySelectorAll('h2, p, dt, dd, label, legend, button, code')];
  const cut = [dialog, ...text].filter(one => one.clientWidth > 1 && !whole(one));
  return [...(inside ? [] : ['not on the screen']), ...cut.map(one => `cut: ${one.outerHTML.slice(0, 80)}`)];
}"""


async def look(page: Page, name: str) -> list[str]:
    """What is wrong with the dialog that is open: by axe-core, in both themes, and by measure."""
    dialog = page.locator(f"#{name}")
    await expect(dialog).to_be_visible()
    wrong = [*await faults(page, within=f"#{name}"), *await dialog.evaluate(CUT)]
    if sideways := await overflow(page):
        wrong.append(f"{sideways} px too wide")
    return [f"{name}: {one}" for one in wrong]


async def look_through(page: Page, seen: set[str]) -> list[str]:
    """Looks at every dialog that a button of the page opens and that has not been seen; adds it to `seen`."""
    wrong = []
    for name in await page.locator("dialog").evaluate_all("all => all.map(one => one.id)"):
        opens = f'[data-open="{name}"], [data-do="{name.removeprefix("do-")}"]'
        if name == "enrol-dialog":
            opens = "[data-enrol]"
        if name in seen or not await page.locator(opens).count():
            continue
        await page.locator(opens).first.click()
        wrong += await look(page, name)
        await page.keyboard.press("Escape")
        await expect(page.locator(f"#{name}")).to_be_hidden()
        seen.add(name)
    return wrong
