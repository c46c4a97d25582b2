// SPDX-License-Identifier: Apache-2.0
// One request to the server: fetch, check the status, check the shape.
import * as v from 'valibot';

export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: the server was not reached.
    readonly code: string,
    message: string,
    readonly detail = '',
  ) {
    super(message);
  }
}

async function errorOf(reply: Response): Promise<ApiError> {
  const raw: unknown = await reply.json().catch(() => null);
  const parsed = v.safeParse(
    v.object({ code: v.string(), message: v.string(), detail: v.optional(v.nullable(v.string()), '') }),
    raw,
  );
  if (parsed.success)
    return new ApiError(reply.status, parsed.output.code, parsed.output.message, parsed.output.detail ?? '');
  return new ApiError(reply.status, `HTTP ${reply.status}`, reply.statusText);
}

// The newest change this page has seen. Sent along, so that another server of the same store does
// not answer with something older.
let seen = 0;

export function saw(change: number): void {
  if (change > seen) seen = change;
}

function sawIn(header: string | null): void {
  saw(Number(header ?? 0));
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let reply: Response;
  const headers = new Headers(init.headers);
  if (seen > 0) headers.set('X-Sinergi-Seen', String(seen));
  try {
    reply = await fetch(path, { credentials: 'same-origin', ...init, headers });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'Unreachable', '');
  }
  if (!reply.ok) throw await errorOf(reply);
  sawIn(reply.headers.get('X-Sinergi-Change'));
  return reply;
}

function checked<S extends v.GenericSchema>(schema: S, raw: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, raw);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new ApiError(200, 'UnexpectedReply', issue.message, v.getDotPath(issue) ?? '');
}

export async function getJson(path: string, signal?: AbortSignal): Promise<unknown> {
  const reply = await send(path, { signal: signal ?? null, headers: { Accept: 'application/json' } });
  return reply.json().catch(() => {
    throw new ApiError(reply.status, 'UnexpectedReply', '');
  });
}

export async function get<S extends v.GenericSchema>(
  schema: S,
  path: string,
  signal?: AbortSignal,
): Promise<v.InferOutput<S>> {
  return checked(schema, await getJson(path, signal));
}

export async function post<S extends v.GenericSchema>(
  schema: S,
  path: string,
  body: unknown,
): Promise<v.InferOutput<S>> {
  const raw = body instanceof Blob;
  const reply = await send(path, {
    method: 'POST',
    body: raw ? body : JSON.stringify(body),
    headers: {
      'Content-Type': raw ? 'application/octet-stream' : 'application/json',
      'X-Requested-With': 'XMLHttpRequest',
    },
  });
  return checked(schema, await reply.json());
}

// A file, with the share that has left this computer; fetch cannot tell.
export function upload<S extends v.GenericSchema>(
  schema: S,
  path: string,
  body: Blob,
  onShare: (share: number) => void,
): Promise<v.InferOutput<S>> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
    if (seen > 0) request.setRequestHeader('X-Sinergi-Seen', String(seen));
    request.upload.onprogress = (e) => onShare(e.lengthComputable ? e.loaded / e.total : 0);
    request.upload.onload = () => onShare(1);
    request.onerror = () => failed(new ApiError(0, 'Unreachable', ''));
    request.onload = () => {
      const reply = new Response(request.responseText, { status: request.status || 500 });
      if (reply.ok) {
        sawIn(request.getResponseHeader('X-Sinergi-Change'));
        reply
          .json()
          .then((raw: unknown) => done(checked(schema, raw)))
          .catch((error: unknown) => failed(error instanceof Error ? error : new ApiError(200, 'UnexpectedReply', '')));
      } else {
        void errorOf(reply).then(failed);
      }
    };
    request.send(body);
  });
}

export async function removeFor<S extends v.GenericSchema>(schema: S, path: string): Promise<v.InferOutput<S>> {
  const reply = await send(path, { method: 'DELETE', headers: { 'X-Requested-With': 'XMLHttpRequest' } });
  return checked(schema, await reply.json());
}

export async function remove(path: string): Promise<void> {
  await send(path, { method: 'DELETE', headers: { 'X-Requested-With': 'XMLHttpRequest' } });
}

// "a=1&b=2" in the given order, empty values left out.
export function query(parts: Record<string, string | number | undefined>): string {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined && value !== '');
  return entries.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
}
