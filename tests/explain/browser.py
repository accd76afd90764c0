"""Looks at pages of `sharecap explain` in Chromium, from file://, and does with them what a person does.

    browser.py CHECK[,CHECK] PAGE

ends with 77 where there is no Chromium, driver or selenium; otherwise it fails with what was not as it should be.
"""

import json
import shutil
import sys
from pathlib import Path

MISSING = 77

try:
    from selenium import webdriver
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    print("selenium for Python", file=sys.stderr)
    sys.exit(MISSING)


def start():
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if not (browser and driver):
        print("chromium and chromedriver in PATH", file=sys.stderr)
        sys.exit(MISSING)
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    # Without a sandbox it runs as root, too; the pages load nothing.
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1400,900",
                     "--force-prefers-reduced-motion"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))


class Page:
    """A page in the browser."""

    def __init__(self, driver, path, target=""):
        self.driver = driver
        self.url = Path(path).resolve().as_uri()
        driver.get("about:blank")
        driver.get(self.url + target)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def value(self, address):
        return self.driver.find_element(By.ID, address)

    def boxes(self, address):
        return self.driver.find_elements(By.CSS_SELECTOR, f'.box[data-for~="{address}"]')

    def press(self, *keys):
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def chosen(self):
        """The address of the chosen value or finding, and the boxes that are marked for it."""
        return self.run("""
            const row = document.querySelector("tr.chosen, .finding .chosen");
            const boxes = [...document.querySelectorAll(".box.chosen")];
            return [row?.id ?? null, boxes.map((box) => box.dataset.for.split(" "))];""")

    def wait_chosen(self, address):
        """Waits until a value is chosen with its box, and both are in view."""
        try:
            WebDriverWait(self.driver, 10).until(lambda _: self.is_shown(address))
        except Exception:
            raise AssertionError(f"{address} is not shown; chosen: {self.chosen()}") from None

    def is_shown(self, address):
        row, boxes = self.chosen()
        return row == address and boxes and all(address in names for names in boxes) and self.run("""
            const inside = (element, pane) => {
              const [a, b] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
              return a.width > 0 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1 && a.left < b.right && a.right > b.left;
            };
            return inside(document.querySelector("tr.chosen"), document.querySelector("#panel"))
                && inside(document.querySelector(".box.chosen"), document.querySelector("#pages"));""")

    def addresses(self):
        """The values that can be stepped through and have a box, in the order of the tables."""
        return self.run("""
            return [...document.querySelectorAll(".form:not([hidden]) tr.cell:has(.value)")].map((row) => row.id);""")


def values(page):
    """Value to box, box to value, from the first page of the filing to the last."""
    boxed = [address for address in page.addresses() if page.boxes(address)]
    assert len(boxed) > 20, f"only {boxed} have boxes"
    for address in (boxed[0], boxed[len(boxed) // 2], boxed[-1]):
        page.value(address).find_element(By.CSS_SELECTOR, ".value").click()
        page.wait_chosen(address)
        assert page.run("return decodeURIComponent(location.hash)") == "#" + address
        said = page.driver.find_element(By.ID, "detail").text
        shown = page.value(address).find_element(By.CSS_SELECTOR, ".value").text
        assert address in said and shown in said, said
    page.press(Keys.ESCAPE)
    assert page.chosen() == [None, []], "Esc lets go"
    for address in (boxed[-1], boxed[0]):
        box = page.boxes(address)[0]
        names = box.get_attribute("data-for").split(" ")
        page.run("arguments[0].scrollIntoView({block: 'center'})", box)
        # Each click goes on to the next of the values that stand in one box.
        for name in names:
            box.click()
            page.wait_chosen(name)


def keys(page):
    """Everything without a mouse."""
    stops = page.addresses()
    page.press("j")
    assert page.chosen()[0] == stops[0]
    page.press("j", Keys.ARROW_DOWN, "j", "k")
    assert page.chosen()[0] == stops[2]
    focused = page.run("return document.activeElement.closest('tr')?.id")
    assert focused == stops[2], "the chosen value has the focus"
    outline = page.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "the focus is seen"
    # Tab leads out of the values and back to the one that was left: the other values are no stops of their own.
    page.press(Keys.TAB)
    assert page.run("return document.activeElement.closest('tr')") is None
    ActionChains(page.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
    assert page.run("return document.activeElement.closest('tr')?.id") == stops[2]
    page.press("?")
    assert page.run("return document.querySelector('#help').open")
    page.press("j", Keys.ESCAPE)
    assert not page.run("return document.querySelector('#help').open")
    assert page.chosen()[0] == stops[2], "keys that the help covers do nothing"
    # Of a drawn page the width grows, of text the letters.
    size = """
        const sheet = document.querySelector(".sheet");
        return sheet.getBoundingClientRect().width * parseFloat(getComputedStyle(sheet).fontSize);"""
    before = page.run(size)
    page.press("+")
    assert page.run(size) > before * 1.2
    page.press("0")
    assert abs(page.run(size) - before) < 1
    page.press("]")
    WebDriverWait(page.driver, 10).until(lambda _: page.run("return document.querySelector('#page').value") == "2")
    unnamed = page.run("""
        return [...document.querySelectorAll("button, select, section.pages, aside, [role]")].filter((element) =>
          !(element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.textContent.trim()))
          .map((element) => element.outerHTML.slice(0, 200));""")
    assert not unnamed, f"without a name: {unnamed}"


def findings(page):
    """Worst first; every jump leads somewhere; the legend hides and shows."""
    listed = page.run("return [...document.querySelectorAll('.finding')].map((item) => item.classList[1])")
    worst_first = sorted(listed, key=["error", "warning", "info"].index)
    assert listed and listed == worst_first, listed
    jumps = page.run("return [...document.querySelectorAll('.finding button')].map((b) => b.dataset.target ?? null)")
    for target in jumps:
        page.press("f")
        row, _ = page.chosen()
        assert row is not None
        if target and page.run("return !!document.getElementById(arguments[0])?.matches('tr:has(.value)')", target):
            assert row == target, f"{row} instead of {target}"
    page.press("f", "F")
    assert page.chosen()[0] is not None
    page.press(Keys.ESCAPE)
    first = next(target for target in jumps if target and page.boxes(target))
    jump = page.driver.find_element(By.CSS_SELECTOR, f'.finding.error button[data-target="{first}"]')
    jump.click()
    page.wait_chosen(first)
    chip = page.driver.find_element(By.CSS_SELECTOR, ".chip.error")
    count = int(chip.find_element(By.TAG_NAME, "b").text)
    flagged = page.driver.find_elements(By.CSS_SELECTOR, ".form:not([hidden]) tr.cell.error")
    assert count == len(flagged) > 0
    page.run("arguments[0].scrollIntoView()", chip)
    chip.click()
    assert not any(row.is_displayed() for row in flagged)
    jump.click()
    page.wait_chosen(first)
    assert all(row.is_displayed() for row in flagged), "a jump shows what it leads to"


def languages(page):
    """All words of the page change, none of the filing does."""
    def words():
        return page.run("return [...document.querySelectorAll('[data-en]')].map((e) => e.textContent)")

    def values():
        return page.run("return [...document.querySelectorAll('#panel td')].map((e) => e.textContent)")

    def has_han(text):
        return any("\u4e00" <= character <= "\u9fff" for character in text)

    first, stated = words(), values()
    opens_in_chinese = page.run("return document.documentElement.lang").startswith("zh")
    page.driver.find_element(By.ID, "language").click()
    second = words()
    assert page.run("return document.documentElement.lang").startswith("zh") != opens_in_chinese
    assert stated and values() == stated, "values stay"
    chinese, english = (first, second) if opens_in_chinese else (second, first)
    titles = page.run("return [...document.querySelectorAll('section.table h2 [data-en]')].map((e) => e.dataset.en)")
    assert titles and set(titles) <= set(english)
    # The switch itself names the other language.
    assert sum(map(has_han, english)) == 1, [text for text in english if has_han(text)]
    assert sum(map(has_han, chinese)) > 10
    label = page.driver.find_element(By.ID, "pages").get_attribute("aria-label")
    assert has_han(label) != opens_in_chinese
    page.press("l")
    assert words() == first


def text(page):
    """A filing that is text: its lines, with the words of a value marked."""
    lines = page.driver.find_elements(By.CSS_SELECTOR, ".sheet.text .line")
    assert len(lines) > 50
    address = "issued_shares.1.closing_issued"
    page.value(address).find_element(By.CSS_SELECTOR, ".value").click()
    page.wait_chosen(address)
    printed = page.value(address).text.split()[-1]
    assert [box.text for box in page.boxes(address)] == [printed]
    # A nil stands in many places: the page says that it marks the first.
    said = page.driver.find_element(By.ID, "detail")
    assert "several" not in said.text
    nil = next(name for name in page.addresses() if page.value(name).text.endswith(" 0") and page.boxes(name))
    page.value(nil).find_element(By.CSS_SELECTOR, ".value").click()
    page.wait_chosen(nil)
    assert "first of several" in said.text, said.text
    page.press(Keys.ESCAPE)
    page.boxes(address)[0].click()
    assert address in page.boxes(address)[0].get_attribute("data-for").split(" ")
    assert page.chosen()[0] in page.boxes(address)[0].get_attribute("data-for").split(" ")


def hostile(page):
    """Text of a filing stays text."""
    assert not page.run("return window.owned"), "text of the filing ran"
    assert page.run("return document.querySelectorAll('script').length") == 2
    assert page.run("return document.querySelectorAll('img[onerror], [onload]').length") == 0
    name = page.value("filings.1.issuer_name")
    name.find_element(By.CSS_SELECTOR, ".value").click()
    page.wait_chosen("filings.1.issuer_name")
    for place in (name.text, page.driver.find_element(By.TAG_NAME, "h1").text,
                  page.driver.find_element(By.ID, "detail").text):
        assert "<img src=x onerror=" in place and "</script><script>" in place, place
    assert not page.run("return window.owned"), "text of the filing ran when it was shown"


def link(page):
    """A link to a value opens the page at it."""
    address = "issued_shares.1.closing_issued"
    page.wait_chosen(address)
    page.run("location.hash = 'filings.1.month_end'")
    page.wait_chosen("filings.1.month_end")


def forms(page):
    """Each form of the file in its turn, and from any box to its form."""
    tabs = page.driver.find_elements(By.CSS_SELECTOR, ".tab")
    assert len(tabs) > 1
    last = len(tabs)
    address = f"{last}:issued_shares.1.closing_issued"
    box = page.boxes(address)[0]
    page.run("arguments[0].scrollIntoView({block: 'center'})", box)
    box.click()
    page.wait_chosen(address)
    assert tabs[-1].get_attribute("aria-pressed") == "true"
    tabs[0].click()
    assert not page.value(address).is_displayed()
    assert page.value("issued_shares.1.closing_issued").is_displayed()


def narrow(page):
    """A narrow window: nothing is wider than it, and both halves are to be seen."""
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                {"width": 420, "height": 800, "deviceScaleFactor": 1, "mobile": False})
    assert page.run("return document.documentElement.scrollWidth") <= 420
    page.press("j", "j")
    page.wait_chosen(page.addresses()[1])


CHECKS = {check.__name__: check for check in (values, keys, findings, languages, text, hostile, link, forms, narrow)}
LINKS = {"link": "#issued_shares.1.closing_issued"}


def main():
    names, path = sys.argv[1].split(","), sys.argv[2]
    driver = start()
    try:
        for name in names:
            page = Page(driver, path, LINKS.get(name, ""))
            CHECKS[name](page)
            driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        said = driver.get_log("browser")
        assert not said, f"the console says {said}"
        asked = requests(driver)
        assert asked and all(url == page.url for url in asked), f"the page asks for {asked}"
    finally:
        driver.quit()


def requests(driver):
    """What the browser asked for, pictures that stand in the page and blank pages left out."""
    messages = (json.loads(entry["message"])["message"] for entry in driver.get_log("performance"))
    urls = (message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent")
    return [url for url in urls if not url.startswith(("data:image/svg+xml;", "about:", "chrome:"))]


if __name__ == "__main__":
    main()
