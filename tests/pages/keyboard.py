"""The pages by keyboard alone."""

from playwright.sync_api import TimeoutError

# Where the focus is, by what a reader would call it, and whether it can be seen.
FOCUS = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const shows = one => one && getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
    const box = at.getBoundingClientRect();
    const inside = box.top >= -1 && box.bottom <= innerHeight + 1;
    return {what: at.id || at.getAttribute('href') || at.tagName, seen: shows(at) || shows(at.closest('label')), inside};
}"""
# What has to be reached, in its order: of radio buttons that belong together one.
WANTED = """() => {
    const groups = new Set();
    return [...document.querySelectorAll('a, button, textarea, input')].filter(one => {
        if (one.type !== 'radio') return true;
        const of = [...document.getElementsByName(one.name)], chosen = of.find(other => other.checked);
        if (groups.has(one.name) || (chosen && chosen !== one)) return false;
        groups.add(one.name);
        return true;
    }).map(one => one.id || one.getAttribute('href') || one.tagName);
}"""


def walk(page):
    """What Tab comes to, until it leaves the page; a date is several stops."""
    stops, unseen = [], []
    for _ in range(200):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            break
        if not (at["seen"] and at["inside"]):
            unseen.append(at["what"])
        if not stops or stops[-1] != at["what"]:
            stops.append(at["what"])
    return stops, unseen


def faults(browser, served):
    found = []
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="en-GB")
    page = context.new_page()
    for name, _, kind in served.pages:
        page.goto(f"{served.address}/{name}")
        problem = kind.startswith("problem")
        try:
            # The browser moves the focus when it has drawn the page.
            page.wait_for_function("is => (document.activeElement.className === 'problem') === is", arg=problem, timeout=5000)
        except TimeoutError:
            found.append(f"{name}: begins at {page.evaluate('() => document.activeElement.outerHTML')[:60]}")
        wanted = page.evaluate(WANTED)
        # As in `walk`, the same twice is one stop.
        wanted = [what for at, what in enumerate(wanted) if at == 0 or wanted[at - 1] != what]
        if problem:
            # What has to be looked at again has the focus: the header stands before it.
            to = page.evaluate("() => document.querySelector('.problem a').hash.slice(1)")
            wanted = wanted[wanted.index("#" + to):]
        stops, unseen = walk(page)
        if stops != wanted:
            found.append(f"{name}: the keyboard comes to {stops}, and not to {wanted}")
        found += [f"{name}: the focus cannot be seen at {what}" for what in unseen]
        if problem:
            page.goto(f"{served.address}/{name}")
            page.wait_for_function("() => document.activeElement.className === 'problem'", timeout=5000)
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            at = page.evaluate(FOCUS)
            if at is None or at["what"] != to:
                found.append(f"{name}: the link leads to {at}, and not to {to}")
    context.close()
    return found
