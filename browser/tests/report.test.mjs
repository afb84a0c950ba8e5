// Reports: from a question to the words of a claim; links; text that stays text; parts of a long report.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NASTY, contested, open, reportOf, setUp } from "../harness.mjs";

test("reports", async (t) => {
  const site = await setUp(t);

  await t.test("from a question to a claim to its highlighted words", async () => {
    const page = await open(site);
    await page.goto("/");
    await page.locator("a[href^='/question/']").first().click();
    await page.locator("details > summary", { hasText: "report" }).first().click();
    await page.locator("ol.claims a[href*='#claim-']").first().click();
    await page.waitForURL(/\/report\/.*#claim-[0-9a-f]{16}/);
    const id = new URL(page.url()).hash.slice("#claim-".length);
    const card = page.locator(`[data-id="${id}"]`);
    await card.waitFor();
    const n = await card.getAttribute("data-card");
    const words = page.locator(`.hl.content[data-c~="${n}"].lit`).first();
    await words.waitFor();
    assert.ok(await words.evaluate((e) => { const r = e.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight; }), "its words are in sight");
    assert.match(await card.getAttribute("class"), /lit/);
    assert.deepEqual(page.faults, []);
  });

  await t.test("without JavaScript the same, by :target", async () => {
    const page = await open(site, { javaScriptEnabled: false });
    await page.goto(await contested(site));
    await page.locator("details > summary", { hasText: "report" }).first().click();
    await page.locator("ol.claims a[href*='#claim-']").first().click();
    const id = new URL(page.url()).hash.slice("#claim-".length);
    const n = await page.locator(`[data-id="${id}"]`).getAttribute("data-card");
    const words = page.locator(`.hl.content[data-c~="${n}"]`).first();
    assert.ok(await words.isVisible());
    const style = await words.evaluateHandle((e) => getComputedStyle(e)).catch(() => null);
    // No script runs in the page; the harness looks at the style all the same.
    if (style) assert.equal(await style.evaluate((s) => s.outlineStyle), "solid");
  });

  await t.test("pointing at words shows their claim, and the other way round", async () => {
    const page = await open(site);
    await page.goto(await reportOf(site, "Mossarra"));
    const words = page.locator(".hl.content[data-c]").first();
    const n = (await words.getAttribute("data-c")).split(" ")[0];
    await words.hover();
    await page.locator(`.card.lit[data-card="${n}"]`).waitFor();
    await page.locator(".card .who a").nth(1).focus();
    await page.locator(".card.lit").first().waitFor();
    const other = await page.locator(".card.lit").first().getAttribute("data-card");
    assert.ok(await page.locator(`.hl.lit[data-c~="${other}"]`).count() > 0);
  });

  await t.test("kinds of marks are told apart without colour", async () => {
    const page = await open(site);
    await page.goto(await reportOf(site, "Mossarra"));
    const line = (kind) => page.locator(`.passage .hl.${kind}`).first().evaluate((e) => getComputedStyle(e).textDecorationStyle);
    assert.deepEqual([await line("source"), await line("cue"), await line("content")], ["solid", "dotted", "dashed"]);
  });

  await t.test("a link to a claim is a text fragment, too", async () => {
    const page = await open(site);
    await page.goto(await reportOf(site, "Mossarra"));
    const href = await page.locator(".card-foot a[href*=':~:text=']").first().getAttribute("href");
    assert.match(href, /\?claim=[0-9a-f]{16}#claim-[0-9a-f]{16}:~:text=/);
    const [first] = decodeURIComponent(href.split(":~:text=")[1]).split(",");
    const shown = await page.locator(".reading").innerText();
    assert.ok(shown.replace(/\s+/g, " ").includes(first.replace(/\s+/g, " ")), first);
  });

  await t.test("scripts, tags and marks of direction are text", async () => {
    const page = await open(site);
    await page.goto(await reportOf(site, "Brandt"));
    assert.equal(await page.evaluate(() => window.owned), undefined);
    assert.match(await page.locator("h1").innerText(), /<script>window\.owned = 1<\/script> & <b>bold<\/b>/);
    const passages = page.locator(".passage");
    const text = await passages.evaluateAll((all) => all.map((p) => p.textContent).join("\n\n"));
    const read = NASTY.text.split("\n\n").filter((p) => text.includes(p));
    assert.equal(read.length, 3, text);
    // The override is shown by its number and turns nothing round that follows.
    const odd = page.locator(".passage .odd-char").first();
    assert.equal(await odd.getAttribute("data-char"), "U+202E");
    assert.equal(await odd.evaluate((e) => getComputedStyle(e).unicodeBidi), "isolate");
    const turned = await passages.nth(1).evaluate((p) => {
      const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const at = node.data.indexOf("txet");
        if (at < 0) continue;
        const box = (n) => { const r = document.createRange(); r.setStart(node, n); r.setEnd(node, n + 1); return r.getBoundingClientRect().left; };
        return box(at) > box(at + 3);
      }
      return null;
    });
    assert.equal(turned, false, "letters stand in the order of the text");
    assert.equal(await page.locator("a[href^='javascript:']").count(), 0);
    assert.deepEqual(page.faults, []);
  });

  await t.test("the raw copy is never a page", async () => {
    const report = await reportOf(site, "Brandt");
    const answer = await fetch(`${site.base}${report}/raw`);
    assert.match(answer.headers.get("content-type"), /^text\/plain/);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.match(answer.headers.get("content-security-policy"), /default-src 'none'.*sandbox/);
  });

  await t.test("a long report comes in parts, and a claim finds its own", async () => {
    const page = await open(site);
    const report = await reportOf(site, "district 100");
    await page.goto(`${report}?part=2`);
    const id = await page.locator(".card").first().getAttribute("data-id");
    assert.ok(await page.locator("nav.pager").count() >= 1);
    await page.goto(report);
    assert.equal(await page.locator(`[data-id="${id}"]`).count(), 0);
    await page.goto(`${report}?claim=${id}#claim-${id}`);
    await page.locator(`.card.lit[data-id="${id}"]`).waitFor();
    // A bare fragment of another part leads there as well.
    await page.goto("about:blank");
    await page.goto(`${report}#claim-${id}`);
    await page.locator(`.card.lit[data-id="${id}"]`).waitFor();
    const moved = await fetch(`${site.base}/claim/${id}`, { redirect: "manual" });
    assert.equal(moved.headers.get("location"), `${report}?claim=${id}#claim-${id}`);
  });

  await t.test("what is not there has a clear page", async () => {
    for (const path of [`/report/${"0".repeat(64)}`, "/report/nothing", `/actor/${"0".repeat(16)}`, `/claim/${"0".repeat(16)}`]) {
      const answer = await fetch(site.base + path);
      assert.equal(answer.status, 404, path);
      assert.match(await answer.text(), /<h1>/, path);
    }
    const report = await reportOf(site, "Brandt");
    const answer = await fetch(`${site.base}${report}?claim=${"0".repeat(16)}`);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /is not in this report as it is read now/);
  });
});
