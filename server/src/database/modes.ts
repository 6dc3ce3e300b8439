// Where the rows of a mode are: live ones in a schema of their own, so that no statement of the other mode can reach them.

/** What PostgreSQL makes by itself is the sandbox's. */
export function schemaOf(livemode: boolean): string {
  return livemode ? 'relink_live' : 'public';
}
