// What a bank tells unasked, in the platform's terms: what we asked it to tell, and a notification as it came in.

/** One kind of news that a bank sends to an address of ours. */
export interface EventSubscription {
  id: string;
  type: string;
  callback_url: string;
}

/** A notification before anything in it is believed. */
export interface SignedNews {
  /** The `Authorization` header. */
  authorization: string | null;
  body: string;
  /** The address that it was sent to, as we gave it to the bank. */
  callback_url: string;
}
