import { expect, test } from "vitest";
import { literalMatch, markParts, matchCommands } from "./palette.model";

test("matched characters are marked, counted as people count them", () => {
  expect(markParts("庐州智造园5#厂房", [[0, 5]])).toEqual([{ text: "庐州智造园", marked: true }, { text: "5#厂房", marked: false }]);
  expect(markParts("𠮷野桥", [[1, 2]])).toEqual([{ text: "𠮷", marked: false }, { text: "野", marked: true }, { text: "桥", marked: false }]);
  expect(markParts("桥", [])).toEqual([{ text: "桥", marked: false }]);
});

test("an empty text offers every command", () => {
  const commands = [{ id: "a", label: "新建客户", perform: () => undefined }, { id: "b", label: "Audit", perform: () => undefined }];
  expect(matchCommands(commands, " ")).toHaveLength(2);
  expect(matchCommands(commands, "客户").map((c) => c.id)).toEqual(["a"]);
  expect(matchCommands(commands, "audit").map((c) => c.id)).toEqual(["b"]);
});

test("words are found whatever their case, counted in characters", () => {
  expect(literalMatch("𠮷野 Bridge 桥", "bridge")).toEqual([[3, 9]]);
  expect(literalMatch("桥", "lz")).toEqual([]);
  expect(literalMatch("桥", "")).toEqual([]);
});
