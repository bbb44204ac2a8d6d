import { expect, test } from "vitest";
import { deviceName } from "./model";

test("a user agent reads as browser and system", () => {
  expect(deviceName("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0")).toBe("Edge · Windows");
  expect(deviceName("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1")).toBe("Safari · iPhone");
  expect(deviceName("curl/8.1")).toBe("curl/8.1");
});
