// Reads the parameters of a request: the query of a GET or DELETE, query and form body of a POST, within limits.
import { malformedRequest } from './errors.ts';
import { type FormHash, parseForm } from './form.ts';

/** One megabyte: far beyond any honest form. */
export const MAX_BODY_BYTES = 1_048_576;

const FORM = 'application/x-www-form-urlencoded';

/** A GET has no body for a client secret, and its query would show it to every log on the way. */
const CLIENT_SECRET_HEADER = 'relink-client-secret';

/** Throws malformedRequest. */
export async function readParams(request: Request, url: URL): Promise<FormHash> {
  const params = await readForm(request, url);
  const secret = request.headers.get(CLIENT_SECRET_HEADER);
  if (secret !== null) params.client_secret = secret;
  return params;
}

async function readForm(request: Request, url: URL): Promise<FormHash> {
  const query = url.search.slice(1);
  if (query.length > MAX_BODY_BYTES) throw malformedRequest('The query is too long.', 413);
  if (request.method !== 'POST' || request.body === null) return parseForm(query);
  const body = await readBody(request);
  if (body !== '') requireForm(request.headers.get('content-type'));
  return parseForm(query === '' ? body : `${query}&${body}`);
}

/** The body as text. Throws malformedRequest when it is larger than `bytes_max` or not UTF-8. */
export async function readBody(request: Request, bytes_max = MAX_BODY_BYTES): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > bytes_max) throw tooLarge(bytes_max);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > bytes_max) throw tooLarge(bytes_max);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw malformedRequest('The request body is not valid UTF-8.');
  }
}

function tooLarge(bytes_max: number): Error {
  return malformedRequest(`The request body is larger than ${bytes_max} bytes.`, 413);
}

// Without a content type a body is read as a form, as curl and old clients expect.
function requireForm(contentType: string | null): void {
  if (contentType === null) return;
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (type === FORM) return;
  throw malformedRequest(`Invalid Content-Type: the API takes ${FORM}.`, 415);
}
