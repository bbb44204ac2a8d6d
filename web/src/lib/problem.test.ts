import { expect, test } from "vitest";
import { fieldErrors, Problem, problemText, readProblem, unreachable } from "./problem";

test("a problem document becomes a Problem, anything else a bare one", () => {
  const p = readProblem(422, { code: "customer.uscc_taken", detail: "已被使用", fields: [{ path: "body.uscc", code: "taken", detail: "这个信用代码已有客户" }], request_id: "7c1e" });
  expect(p).toMatchObject({ status: 422, code: "customer.uscc_taken", message: "已被使用", requestId: "7c1e" });
  expect(fieldErrors(p)).toEqual({ uscc: "这个信用代码已有客户" });
  expect(readProblem(502, "<html>")).toMatchObject({ status: 502, code: "http.502", message: "" });
});

test("there is always something to say", () => {
  expect(problemText(new Problem(409, "x", "别人先改了"))).toBe("别人先改了");
  expect(problemText(unreachable())).toContain("服务器没有应答");
  expect(problemText(new TypeError("x is undefined"))).toContain("没有完成");
});

test("only an absent or overloaded server is worth asking again", () => {
  expect([0, 429, 500, 503].every((s) => new Problem(s, "", "").transient)).toBe(true);
  expect([400, 401, 403, 404, 409, 412, 422].some((s) => new Problem(s, "", "").transient)).toBe(false);
});
