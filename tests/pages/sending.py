"""The forms, sent by a browser that runs no scripts."""

# As every page of three children is filled in; `a1` is left alone.
SENT = [("a0", "1"), ("b0", "2026-11-30"), ("b1", ""), ("a2", "9"), ("b2", ""), ("words", "Çà va <b>\r\nলিখুন & +")]


def faults(browser, served):
    found = []
    for scripts in (False, True):
        context = browser.new_context(java_script_enabled=scripts, viewport={"width": 320, "height": 640}, locale="en-GB")
        page = context.new_page()
        for name, _, kind in served.pages:
            if kind != "asking-three":
                continue
            served.posted.clear()
            page.goto(f"{served.address}/{name}")
            # Whoever presses the words presses the button.
            page.locator("label.choice", has=page.locator("#a0-1")).click(position={"x": 120, "y": 24})
            page.locator("#b0").fill("2026-11-30")
            page.locator("label.choice", has=page.locator("#a2-9")).click(position={"x": 5, "y": 5})
            page.locator("#words").fill("Çà va <b>\nলিখুন & +")
            with page.expect_navigation():
                page.locator("button").click()
            if served.posted != [("/r/made-up", SENT)]:
                found.append(f"{name}, {'with' if scripts else 'without'} scripts: sends {served.posted}")
            if page.title() != "We have your answer. Thank you. – Hill Road School":
                found.append(f"{name}: shows {page.title()!r} afterwards")
        context.close()
    return found
