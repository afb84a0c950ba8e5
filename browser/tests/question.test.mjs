// Questions: the slider over days, a link to exactly this view, search as you type; all of it without JavaScript, too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { contested, open, setUp } from "../harness.mjs";

test("questions", async (t) => {
  const site = await setUp(t);

  await t.test("the slider redraws table and chart", async () => {
    const page = await open(site);
    await page.goto(await contested(site));
    const answers = async () => Number((await page.locator("#view .facts b").first().innerText()).replace(/\D/g, ""));
    const now = await answers();
    const slider = page.locator("#slider");
    await slider.focus();
    await page.keyboard.press("Home");
    await page.waitForFunction((was) => Number(document.querySelector("#view .facts b")?.innerText) !== was, now);
    assert.ok(await answers() < now);
    assert.match(page.url(), /as_of=\d{4}-\d\d-\d\d/);
    const then = page.url();
    const past = await page.locator("#answers").innerText();
    await page.goto(then);
    assert.equal(await page.locator("#answers").innerText(), past, "the address is the view");
    assert.deepEqual(page.faults, []);
  });

  await t.test("the same by a day, without JavaScript", async () => {
    const page = await open(site, { javaScriptEnabled: false });
    await page.goto(await contested(site));
    const day = await page.locator("#as_of").getAttribute("min");
    await page.locator("#as_of").fill(day);
    await page.getByRole("button", { name: "Show" }).click();
    assert.match(page.url(), new RegExp(`as_of=${day}`));
    assert.ok(await page.locator("#view").isVisible());
  });

  await t.test("questions are found as one types", async () => {
    const page = await open(site);
    await page.goto("/");
    const rows = page.locator("#list tbody tr");
    const before = await rows.count();
    await page.locator("#q").pressSequentially("evacuated");
    await page.waitForFunction((was) => document.querySelectorAll("#list tbody tr").length < was, before);
    assert.match(await page.locator("#list").innerText(), /evacuated/i);
    assert.deepEqual(page.faults, []);
  });

  await t.test("search finds reports, claims, actors and questions", async () => {
    const page = await open(site, { javaScriptEnabled: false });
    await page.goto("/");
    await page.locator("#find").fill("Brannick");
    await page.locator("#find").press("Enter");
    await page.waitForURL(/\/search\?q=Brannick/);
    for (const section of ["Questions", "Actors", "reports"]) assert.ok(await page.getByRole("heading", { name: new RegExp(section) }).count() > 0, section);
    assert.ok(await page.locator("mark").count() > 0);
    await page.locator("a[href^='/actor/']").first().click();
    assert.match(await page.locator("h1").innerText(), /\S/);
    await page.getByRole("link", { name: "over time", exact: true }).click();
    assert.ok(await page.locator(".claim-list li").count() > 0);
  });
});
