import { afterEach, expect, test, vi } from "vitest";
import { serverNow, serverToday, setNow } from "./now";
import { setZone } from "./zone";

afterEach(() => {
  setNow(new Date().toISOString());
  setZone(undefined);
  vi.useRealTimers();
});

test("runs on from what the server said", () => {
  vi.useFakeTimers({ now: Date.parse("2031-01-01T00:00:00Z") });
  setNow("2026-11-20T09:42:00Z");
  vi.advanceTimersByTime(60_000);
  expect(new Date(serverNow()).toISOString()).toBe("2026-11-20T09:43:00.000Z");
});

test("the day is the one of the company's zone, not of the browser", () => {
  vi.useFakeTimers({ now: Date.parse("2031-01-01T00:00:00Z") });
  setZone("Asia/Shanghai");
  setNow("2026-11-20T16:30:00Z");
  expect(serverToday()).toBe("2026-11-21");
});

test("what is no instant leaves the clock as it is", () => {
  vi.useFakeTimers({ now: Date.parse("2031-01-01T00:00:00Z") });
  setNow("2026-11-20T09:42:00Z");
  setNow("");
  expect(new Date(serverNow()).toISOString()).toBe("2026-11-20T09:42:00.000Z");
});
