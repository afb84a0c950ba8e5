// Deciding: by keyboard, by buttons without JavaScript, by dragging over words; undoing; forms that come twice or too late.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, post, reportOf, setUp } from "../harness.mjs";

const items = (page) => page.locator("[data-item]");
const decided = async (page) => page.locator(".log .decision").count();

test("deciding", async (t) => {
  const site = await setUp(t);

  await t.test("by keyboard alone", async () => {
    const page = await open(site);
    await page.goto("/inbox");
    const first = await items(page).first().locator(".item-claim a").getAttribute("href");
    await page.keyboard.press("j");
    assert.ok(await items(page).first().evaluate((e) => e === document.activeElement));
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("a");
    await page.waitForURL(/done=/);
    assert.match(await page.locator(".note.done").innerText(), /Kept as decision \d+/);
    assert.equal(await page.locator(`.item-claim a[href="${first}"]`).count(), 0, "what was accepted is gone");
    await page.keyboard.press("u");
    await page.waitForURL((url) => !url.search.includes("done="));
    assert.equal(await page.locator(`.item-claim a[href="${first}"]`).count(), 1, "what was undone is back");
    await page.keyboard.press("j");
    await page.keyboard.press("r");
    await page.waitForURL(/done=/);
    assert.equal(await page.locator(`.item-claim a[href="${first}"]`).count(), 0);
    await page.keyboard.press("u");
    await page.waitForURL((url) => !url.search.includes("done="));
    await page.keyboard.press("j");
    await page.keyboard.press("m");
    assert.ok(await items(page).first().locator(".merge input").evaluate((e) => e === document.activeElement));
    await page.keyboard.press("Escape");
    await items(page).first().focus();
    await page.keyboard.press("e");
    await page.waitForURL(/amend=1/);
    await page.locator("#amend").waitFor();
    assert.deepEqual(page.faults, []);
  });

  await t.test("by buttons, without JavaScript", async () => {
    const page = await open(site, { javaScriptEnabled: false });
    await page.goto("/inbox?what=conflicts");
    const first = await items(page).first().locator(".item-claim a").getAttribute("href");
    await page.locator("#author").fill("Bea");
    await page.locator("#reason").fill("looked at it");
    await items(page).first().getByRole("button", { name: /^Reject/ }).click();
    assert.match(page.url(), /done=\d+-\d+&by=Bea/);
    assert.equal(await page.locator("#author").inputValue(), "Bea", "the name is remembered");
    assert.equal(await page.locator(`.item-claim a[href="${first}"]`).count(), 0);
    await page.goto(first);
    assert.match(await page.locator(".card.rejected").first().innerText(), /rejected: this is no claim[\s\S]*by Bea/);
    await page.goto("/inbox?what=decided");
    await page.locator(".log .decision").first().getByRole("button", { name: /Undo/ }).click();
    await page.goto(first);
    assert.equal(await page.locator(".card.rejected").count(), 0);
  });

  await t.test("merging two actors, and undoing it", async () => {
    const page = await open(site);
    await page.goto("/inbox?what=conflicts");
    const item = items(page).first();
    const who = await item.locator(".item-claim b").innerText();
    await item.locator(".merge > summary").click();
    await item.locator(".merge input").fill("Somebody Else");
    await item.locator(".merge button").click();
    await page.waitForURL(/done=/);
    await page.goto("/inbox?what=decided");
    assert.match(await page.locator(".log").innerText(), new RegExp(`merge actors[\\s\\S]*${who.slice(0, 12)}`));
    await page.locator(".log .decision").first().getByRole("button", { name: /Undo/ }).click();
    await page.waitForLoadState();
    assert.match(await page.locator(".log").innerText(), /undone/);
  });

  await t.test("amending by dragging over words, and undoing it", async () => {
    const page = await open(site, { viewport: { width: 1300, height: 1000 } });
    await page.goto(await reportOf(site, "Brandt"));
    const card = page.locator(".card", { hasText: "Brandt" }).first();
    const id = await card.getAttribute("data-id");
    await card.locator("[data-amend]").click();
    await page.waitForURL(/amend=1/);
    const before = await page.locator("#at-content").inputValue();
    // From the middle of one word to the end of another, over a mark of ours.
    const passage = page.locator(".passage").first();
    const ends = await passage.evaluate((p) => {
      const find = (word, last) => {
        const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          const at = node.data.indexOf(word);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, last ? at + word.length - 1 : at);
          range.setEnd(node, last ? at + word.length : at + 1);
          const box = range.getBoundingClientRect();
          return { x: last ? box.right - 1 : box.left + 1, y: (box.top + box.bottom) / 2 };
        }
        return null;
      };
      return [find("people", false), find("killed", true)];
    });
    await page.mouse.move(ends[0].x, ends[0].y);
    await page.mouse.down();
    await page.mouse.move((ends[0].x + ends[1].x) / 2, ends[1].y, { steps: 4 });
    await page.mouse.move(ends[1].x, ends[1].y, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction((was) => document.querySelector("#at-content").value !== was, before);
    assert.equal(await page.locator("[data-words=content]").innerText(), "people were killed");
    await page.locator("#amend-reason").fill("narrower");
    await page.getByRole("button", { name: "Save the new words" }).click();
    await page.waitForURL(/done=/);
    const n = await page.locator(`[data-id="${id}"]`).getAttribute("data-card");
    const marked = async () => (await page.locator(`.hl.content[data-c~="${n}"]`).allInnerTexts()).join("");
    assert.equal(await marked(), "people were killed");
    assert.match(await page.locator(`[data-id="${id}"]`).innerText(), /content: \d+-\d+[\s\S]*narrower/);
    await page.locator(".note.done button").click();
    await page.waitForURL((url) => !url.search.includes("done="));
    assert.notEqual(await marked(), "people were killed");
    assert.deepEqual(page.faults, []);
  });

  await t.test("amending without JavaScript, field by field", async () => {
    const page = await open(site, { javaScriptEnabled: false });
    const report = await reportOf(site, "Mossarra");
    await page.goto(report);
    await page.locator(".card").first().locator("[data-amend]").click();
    const spans = await page.locator("#at-source").inputValue();
    assert.match(spans, /^\d+-\d+/);
    await page.getByLabel("stance").selectOption("denies");
    await page.locator("#amend-author").fill("Bea");
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(page.url(), /done=/);
    assert.match(await page.locator(".card .decided").first().innerText(), /stance: denies instead of/);
    // What is no span is refused in words.
    const id = new URL(page.url()).searchParams.get("claim");
    await page.goto(`${report}?claim=${id}&amend=1#amend`);
    await page.locator("#at-content").fill("9-2");
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(await page.locator("main").innerText(), /spans are written as/);
  });

  await t.test("a form that comes twice decides once", async () => {
    const page = await open(site);
    await page.goto("/inbox?what=uncertain");
    const button = items(page).first().getByRole("button", { name: /^Accept/ });
    const fields = { do: await button.getAttribute("value"), author: "Bea", reason: "", back: "/inbox?what=decided" };
    const first = await post(site, "/decide", fields);
    const second = await post(site, "/decide", fields);
    assert.deepEqual([first.status, second.status], [303, 303]);
    assert.equal(first.headers.get("location"), second.headers.get("location"));
    const count = async () => { await page.goto("/inbox?what=decided"); return decided(page); };
    const once = await count();
    await post(site, "/decide", fields);
    assert.equal(await count(), once);
  });

  await t.test("a tab that is late gets a clear page, and nothing is decided", async () => {
    const page = await open(site);
    const report = await reportOf(site, "Brandt");
    await page.goto(report);
    const id = await page.locator(".card").last().getAttribute("data-id");
    const late = await open(site);
    for (const tab of [page, late]) await tab.goto(`${report}?claim=${id}&amend=1#amend`);
    await page.getByLabel("stance").selectOption("denies");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL(/done=/);
    await late.getByLabel("stance").selectOption("warns");
    const [answer] = await Promise.all([late.waitForResponse((r) => r.url().endsWith("/decide")), late.getByRole("button", { name: "Save" }).click()]);
    assert.equal(answer.status(), 409);
    assert.match(await late.locator("main").innerText(), /Changed meanwhile[\s\S]*Nothing was decided[\s\S]*warns/);
    await late.getByRole("link", { name: /See it as it is now/ }).click();
    assert.equal(await late.getByLabel("stance").inputValue(), "denies");
    // A claim that is read no more.
    const gone = await post(site, "/decide", { do: `reject ${"0".repeat(16)} x k-gone`, author: "Bea", back: "/inbox" });
    assert.equal(gone.status, 409);
    assert.match(await gone.text(), /is not in the ledger any more/);
  });

  await t.test("forms of another site, or without a name, decide nothing", async () => {
    const fields = { do: `reject ${"0".repeat(16)} x k1`, author: "Bea", back: "https://example.org/" };
    const foreign = await post(site, "/decide", fields, { origin: "https://example.org", "sec-fetch-site": "cross-site" });
    assert.equal(foreign.status, 403);
    const nobody = await post(site, "/decide", { ...fields, author: " " });
    assert.equal(nobody.status, 422);
    assert.match(await nobody.text(), /has an author/);
  });
});
