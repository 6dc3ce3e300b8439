// What passes for an e-mail address: only what mistyping would do is refused, the mail server knows better than any pattern.

/** No blanks, nothing that a header is made of, and nothing that cannot be seen. */
export const EMAIL_ADDRESS = /^[^\s@<>",;\p{Cc}\p{Cf}]+@[^\s@<>",;\p{Cc}\p{Cf}]+$/u;
