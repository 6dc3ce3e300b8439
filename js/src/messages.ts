// The vocabulary between a merchant's page and the flow in its iframe, and the guards both sides put on what they hear.
import type { FinancialConnectionsSession, RelinkError } from './types.ts';

export type { FinancialConnectionsSession, RelinkError };

const SOURCE = 'relink';

/** Page to flow, after the flow said it is ready. The only way the client secret enters the flow. */
export interface OpenMessage {
  source: typeof SOURCE;
  type: 'open';
  publishableKey: string;
  clientSecret: string;
  locale: string | null;
  /** A connected account that is acted as. */
  stripeAccount: string | null;
}

/** Page to flow: the customer pressed Esc (or the back gesture) outside the iframe. The flow decides whether to ask first. */
export interface RequestExitMessage {
  source: typeof SOURCE;
  type: 'request_exit';
}

export type MessageToFlow = OpenMessage | RequestExitMessage;

/** Flow to page: loaded and listening. Repeated when the iframe loads again. */
export interface ReadyMessage {
  source: typeof SOURCE;
  type: 'ready';
}

/** Flow to page: the session is finished, well or not. */
export interface DoneMessage {
  source: typeof SOURCE;
  type: 'done';
  financialConnectionsSession: FinancialConnectionsSession;
}

/** Flow to page: the flow could not run. */
export interface ErrorMessage {
  source: typeof SOURCE;
  type: 'error';
  error: RelinkError;
}

export type MessageToPage = ReadyMessage | DoneMessage | ErrorMessage;

/** Makes the message that hands a session to the flow. */
export function openMessage(
  publishableKey: string,
  clientSecret: string,
  locale: string | null,
  stripeAccount: string | null = null,
): OpenMessage {
  return { source: SOURCE, type: 'open', publishableKey, clientSecret, locale, stripeAccount };
}

/** Makes the message that asks the flow to end. */
export function requestExitMessage(): RequestExitMessage {
  return { source: SOURCE, type: 'request_exit' };
}

/** Makes the message that says the flow is listening. */
export function readyMessage(): ReadyMessage {
  return { source: SOURCE, type: 'ready' };
}

/** Makes the message that hands the finished session back. */
export function doneMessage(financialConnectionsSession: FinancialConnectionsSession): DoneMessage {
  return { source: SOURCE, type: 'done', financialConnectionsSession };
}

/** Makes the message that says why the flow could not run. */
export function errorMessage(error: RelinkError): ErrorMessage {
  return { source: SOURCE, type: 'error', error };
}

/** The part of a `MessageEvent` the guards look at. */
export interface Heard {
  data: unknown;
  origin: string;
  source: unknown;
}

/** True if a message comes from exactly that window on exactly that origin; everything else is somebody else's talk. */
export function isFrom(heard: Heard, expected: { origin: string; source: unknown }): boolean {
  return expected.source !== null && heard.source === expected.source && heard.origin === expected.origin;
}

/** Reads a message meant for the flow; null for anything that is not one. */
export function readMessageToFlow(data: unknown): MessageToFlow | null {
  if (!isOurs(data)) return null;
  if (data.type === 'request_exit') return requestExitMessage();
  if (data.type !== 'open') return null;
  const { publishableKey, clientSecret, locale, stripeAccount } = data;
  if (typeof publishableKey !== 'string' || typeof clientSecret !== 'string') return null;
  const textOr = (value: unknown) => (typeof value === 'string' ? value : null);
  return openMessage(publishableKey, clientSecret, textOr(locale), textOr(stripeAccount));
}

/** Reads a message meant for the merchant's page; null for anything that is not one. */
export function readMessageToPage(data: unknown): MessageToPage | null {
  if (!isOurs(data)) return null;
  if (data.type === 'ready') return readyMessage();
  if (data.type === 'done' && isSession(data.financialConnectionsSession)) {
    return doneMessage(data.financialConnectionsSession);
  }
  if (data.type === 'error' && isError(data.error)) return errorMessage(data.error);
  return null;
}

function isOurs(data: unknown): data is Record<string, unknown> {
  return isRecord(data) && data.source === SOURCE;
}

function isSession(value: unknown): value is FinancialConnectionsSession {
  return isRecord(value) && typeof value.id === 'string' && Array.isArray(value.accounts);
}

function isError(value: unknown): value is RelinkError {
  return isRecord(value) && typeof value.type === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
