import { afterEach, expect, test, vi } from "vitest";
import { client } from "./client";

afterEach(() => vi.unstubAllGlobals());

/** Answers every request a moment later, with the number of requests so far. */
function server(): () => number {
  let asked = 0;
  vi.stubGlobal("fetch", async () => {
    const id = String(++asked);
    await Promise.resolve();
    return Response.json({ id });
  });
  return () => asked;
}

// The tests run where an address needs its host.
const lead = (company: string) => client.POST("/leads", { baseUrl: "http://house.test/api/v1", body: { source: "exhibition", company } as never });

test("two presses make one lead, and both learn of it", async () => {
  const asked = server();
  const [first, second] = await Promise.all([lead("甲"), lead("甲")]);
  expect(asked()).toBe(1);
  expect([first.data?.id, second.data?.id]).toEqual(["1", "1"]);
});

test("another lead, and the same one later, are asked for", async () => {
  const asked = server();
  await Promise.all([lead("甲"), lead("乙")]);
  expect(asked()).toBe(2);
  await lead("甲");
  expect(asked()).toBe(3);
});
