// Why an action is refused to the role of whoever is signed in, in words; null where it is not.
import { useMe } from '../api/me.ts';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';

/** Why an owner's action is refused to whoever is signed in; null: it is not. */
export function useOwnerRefusal(): string | null {
  const say = useWords(formWords);
  const { role } = useMe().member;
  return role === 'owner' ? null : say('owner_only', { role: say(`role.${role}`) });
}

/** The same for an operator's action. */
export function useOperatorRefusal(): string | null {
  const say = useWords(formWords);
  return useMe().member.role === 'viewer' ? say('operator_only') : null;
}
