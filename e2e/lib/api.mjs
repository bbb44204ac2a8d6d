// Reading what the pages do not show as a figure, with the rights of whoever sits at the window.

import assert from "node:assert/strict";

/** What the API answers to a person's browser for a path below /api/v1. */
export async function get(person, path) {
  const { status, body } = await person.page.evaluate(async (at) => {
    const answer = await fetch(`/api/v1${at}`);
    return { status: answer.status, body: await answer.json().catch(() => null) };
  }, path);
  assert.equal(status, 200, `GET ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}
