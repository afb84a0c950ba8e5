// Adding reports in the page: a file that is dropped, and text that is pasted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, setUp } from "../harness.mjs";

test("adding reports", async (t) => {
  const site = await setUp(t);
  const found = async (page, words) => {
    for (let n = 0; n < 60; n += 1) {
      await page.goto(`/search?q=${encodeURIComponent(words)}`);
      if (await page.locator("ol.hits li").count()) return true;
      await page.waitForTimeout(500);
    }
    return false;
  };

  await t.test("a file that is dropped is read", async () => {
    const page = await open(site);
    await page.goto("/drop");
    const target = page.locator("[data-drop-zone]");
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["The Quillmere bridge fell on Friday, killing nine people, Mayor Orla Venn said."], "quillmere.txt", { type: "text/plain" }));
      return transfer;
    });
    await target.dispatchEvent("dragenter", { dataTransfer: data });
    await target.dispatchEvent("dragover", { dataTransfer: data });
    await target.dispatchEvent("drop", { dataTransfer: data });
    await page.waitForTimeout(500);
    assert.ok(await found(page, "Quillmere"), "the report is in the ledger");
    assert.deepEqual(page.faults, []);
  });

  await t.test("text that is pasted is read, without JavaScript", async () => {
    const page = await open(site, { javaScriptEnabled: false });
    await page.goto("/drop");
    await page.locator("#text").fill("The Tarnbeck ferry sank on Monday and four people died, the harbour office said.");
    await page.getByRole("button", { name: "Read", exact: true }).click();
    assert.ok(await found(page, "Tarnbeck"), "the report is in the ledger");
  });
});
