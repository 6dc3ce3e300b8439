// What the server tells the flow at every step; the types are the server's own.
export type * from '../../server/src/wire/flow.ts';
