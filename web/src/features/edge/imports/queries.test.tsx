import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test, vi } from "vitest";
import type { Import, Mapping } from "./types";
import { useCheck, useImport } from "./queries";

const server = vi.hoisted(() => ({ GET: vi.fn(), PUT: vi.fn(), POST: vi.fn() }));
vi.mock("../../../api/client", () => ({ client: server, unwrap: (answer: unknown) => answer, ifMatch: () => ({}), flatQuery: () => ({}) }));

const at = (state: string): Import => ({ id: "1", version: 1, state }) as Import;
const late = (answer: Import, signal: AbortSignal) => new Promise((resolve, reject) => {
  setTimeout(() => resolve(answer), 60);
  signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
});

test("an answer from before the dry run does not follow that of the dry run", async () => {
  server.GET.mockImplementation((_, { signal }: { signal: AbortSignal }) => late(at("uploaded"), signal));
  server.PUT.mockResolvedValue(at("uploaded"));
  server.POST.mockResolvedValue(at("checking"));
  const queryClient = new QueryClient();
  const within = ({ children }: { children: ReactNode }) => <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
  const { result } = renderHook(() => ({ record: useImport("1").data, check: useCheck() }), { wrapper: within });
  await waitFor(() => expect(result.current.record?.state).toBe("uploaded"));
  await act(() => result.current.check.mutateAsync({ on: at("uploaded"), mapping: {} as Mapping }));
  await act(() => new Promise((soon) => setTimeout(soon, 150)));
  expect(result.current.record?.state).toBe("checking");
});
