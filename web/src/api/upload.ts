import i18next from "i18next";
import { readProblem, unreachable } from "../lib/problem";
import { ifMatch } from "./client";

export interface UploadInput {
  /** Below the API's root: "/documents". */
  path: string;
  /** They stand before the file, as the server reads them while the file still arrives. */
  fields: Record<string, string>;
  file: File;
  /** Of the record that the upload changes. */
  version?: number;
  /** From 0 to 1, while bytes leave. */
  onProgress?: (share: number) => void;
}

/**
 * Sends a file with its fields. The browser's fetch tells nothing about bytes
 * that leave, so this is the one place that uses the older request. Throws a
 * Problem when it was refused or never came.
 */
export function upload<T>({ path, fields, file, version, onProgress }: UploadInput): Promise<T> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file, file.name);
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1${path}`);
    request.setRequestHeader("Accept-Language", i18next.language ?? "zh");
    request.setRequestHeader("Idempotency-Key", crypto.randomUUID());
    if (version !== undefined) request.setRequestHeader("If-Match", ifMatch(version)["If-Match"]);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(readProblem(request.status, body));
    };
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
