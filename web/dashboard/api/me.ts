// Who is signed in, for which merchant, and what that role may do.
import { createContext, useContext } from 'react';
import type { Me, Role } from '../../../server/src/wire/dashboard_objects.ts';

export const MeContext = createContext<Me | null>(null);

/** Who is signed in. Pages inside the shell only. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error('useMe is for pages inside the shell');
  return me;
}

const RANK: Record<Role, number> = { viewer: 0, operator: 1, owner: 2 };

/** Whether the signed-in member has at least this role. */
export function useMay(role: Role): boolean {
  return RANK[useMe().member.role] >= RANK[role];
}
