import { describe, expect, it } from "vitest";
import { deducted, emptyDeduction, emptyLine, formFaults, formOf, freshForm, inputOf, millionths, netOf, partOf, percentOf, portions, taxOf, totals, verbsOf } from "./model";
import type { Defaults, Invoice, Node } from "./types";

const defaults = { tax_method: "general", works_place: "天津市", works_address: "", works_name: "变电站", cross_city: true, cross_region_no: "津报验 1", land_tax_no: "", channel: "" } as Defaults;
const node = { id: "n1", name: "设备调试完成", amount: { amount: 654_000_000, currency: "CNY" }, invoiced: { amount: 0, currency: "CNY" } } as Node;

describe("tax by the line, to the fen", () => {
  it("rounds half up", () => {
    expect(taxOf({ net: 450_000_000, rate: "9" })).toBe(40_500_000);
    expect(taxOf({ net: 50, rate: "9" })).toBe(5); // 4.5
    expect(taxOf({ net: 49, rate: "9" })).toBe(4); // 4.41
    expect(taxOf({ net: 77_358_491, rate: "6" })).toBe(4_641_509);
  });
  it("splits a gross amount so that it comes together again", () => {
    for (const gross of [1, 109, 545_000_00, 654_000_000, 82_000_000, 999_999_999_999]) {
      const net = netOf(gross, "9");
      expect(Math.abs(net + taxOf({ net, rate: "9" }) - gross)).toBeLessThanOrEqual(1);
    }
    expect(netOf(654_000_000, "9")).toBe(600_000_000);
  });
  it("stays exact where floats would not", () => expect(taxOf({ net: 900_000_000_000_006, rate: "9" })).toBe(81_000_000_000_001));
  it("reads and writes rates", () => {
    expect(percentOf("0.09")).toBe("9");
    expect(percentOf("0.015")).toBe("1.5");
    expect(millionths("1.5")).toBe(15_000);
    expect(millionths("九")).toBeNull();
  });
});

describe("a new invoice", () => {
  const form = freshForm(defaults, node, "2026-11-20");
  it("takes what is open of its payment", () => {
    expect(totals(form.lines)).toEqual({ net: 600_000_000, tax: 54_000_000, gross: 654_000_000 });
    expect(portions(form)).toBe(654_000_000);
    expect(formFaults(form)).toEqual({});
  });
  it("is not kept while payments and lines differ by a fen", () => expect(formFaults({ ...form, nodes: { n1: 653_999_999 } })).toEqual({ nodes: "invoices.fault.sum" }));
  it("says what is missing line by line", () => expect(Object.keys(formFaults({ ...form, lines: [{ ...emptyLine(), name: " ", rate: "x" }] }))).toEqual(["lines[0].name", "lines[0].net", "lines[0].rate", "nodes"]));
  it("drops the number of a report that is not needed", () => expect(inputOf({ ...form, cross: false }).cross_region_no).toBe(""));
  it("writes rates and money as the API wants them", () => expect(inputOf(form).lines[0]).toMatchObject({ rate: "0.09", net: { amount: 600_000_000, currency: "CNY" } }));
});

it("puts one verb first", () => expect(verbsOf(["update", "submit", "cancel"])).toEqual({ next: "submit", others: ["cancel"] }));

describe("what is deducted for subcontractors", () => {
  const fresh = freshForm(defaults, node, "2026-11-22");
  const proof = { ...emptyDeduction(fresh), fiscal: "26122000000012345678", seller: "津门劳务", amount: 327_000_000 };
  it("is what their invoices prove, and an amount alone while there are none", () => {
    expect(deducted({ ...fresh, subcontracts: 5 })).toBe(5);
    expect(deducted({ subcontracts: 5, deductions: [proof, { ...proof, amount: 1 }] })).toBe(327_000_001);
    expect(inputOf({ ...fresh, subcontracts: 5 })).toMatchObject({ subcontracts: { amount: 5, currency: "CNY" }, deductions: [] });
  });
  it("starts from the works of the invoice and is kept when the invoice is written again", () => {
    expect(proof).toMatchObject({ place: "天津市", works: "变电站" });
    const sent = inputOf({ ...fresh, subcontracts: 5, deductions: [proof] });
    expect(sent.subcontracts).toBeUndefined();
    const read = { ...sent, lines: [], nodes: [], masked: [], taxed_on: "", remarks: "", subcontracts: { amount: 327_000_000, currency: "CNY" }, deductions: sent.deductions } as unknown as Invoice;
    expect(inputOf(formOf(read)).deductions).toEqual(sent.deductions);
    expect(formOf({ ...read, deductions: [] }).subcontracts).toBe(327_000_000);
  });
  it("names what an invoice of theirs lacks", () => {
    const faults = formFaults({ ...fresh, deductions: [emptyDeduction(fresh), { ...proof, fiscal: "2612" }] });
    expect(Object.keys(faults).filter((f) => f.startsWith("deductions"))).toEqual(["deductions[0].fiscal_number", "deductions[0].seller_name", "deductions[0].amount", "deductions[1].fiscal_number"]);
  });
});

it("takes back a part line by line, and leaves out what stays", () => expect(partOf([null, 500, 0])).toEqual([{ position: 2, net: { amount: 500, currency: "CNY" } }]));
it("asks for the reason of letting an invoice go beyond the price", () => expect(verbsOf(["allow", "cancel"])).toEqual({ next: null, others: ["allow", "cancel"] }));
