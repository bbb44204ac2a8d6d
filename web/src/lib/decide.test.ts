import { describe, expect, test, vi } from "vitest";
import { decide } from "./decide";
import { Problem } from "./problem";

const stale = (): Problem => new Problem(412, "store.stale", "");

describe("a decision about content", () => {
  test("is sent once when nobody came between", async () => {
    const send = vi.fn((version: number) => Promise.resolve(version));
    const read = vi.fn();
    expect(await decide({ version: 3, hash: "a" }, send, read)).toBe(3);
    expect(read).not.toHaveBeenCalled();
  });

  test("is sent again when the content is the same", async () => {
    const send = vi.fn((version: number) => (version === 3 ? Promise.reject(stale()) : Promise.resolve(version)));
    expect(await decide({ version: 3, hash: "a" }, send, () => Promise.resolve({ version: 5, hash: "a" }))).toBe(5);
  });

  test.each([
    ["the content changed", "b"],
    ["there is no fingerprint", ""],
  ])("is refused when %s", async (_, hash) => {
    const send = vi.fn(() => Promise.reject(stale()));
    await expect(decide({ version: 3, hash: hash === "" ? "" : "a" }, send, () => Promise.resolve({ version: 5, hash }))).rejects.toMatchObject({ status: 412 });
    expect(send).toHaveBeenCalledTimes(1);
  });

  test("another refusal is told as it is", async () => {
    const read = vi.fn();
    await expect(decide({ version: 3, hash: "a" }, () => Promise.reject(new Problem(403, "auth.forbidden", "")), read)).rejects.toMatchObject({ status: 403 });
    expect(read).not.toHaveBeenCalled();
  });
});
