import { expect, test } from "vitest";
import { offered } from "./pick";

const [an, bo, cy] = [{ id: "a", name: "An" }, { id: "b", name: "Bo" }, { id: "c", name: "Cy" }];

test("what is chosen comes first until something is typed, and never twice", () => {
  expect(offered("", [cy], [an, bo, cy]).map((m) => m.id)).toEqual(["c", "a", "b"]);
  expect(offered(" ", [cy], [an]).map((m) => m.id)).toEqual(["c", "a"]);
  expect(offered("b", [cy], [bo]).map((m) => m.id)).toEqual(["b"]);
});
