import { initials, type Named } from '../shared/format';

const pairs = ['', 'b', 'c', 'd'];
function pairOf(id: string) {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
  return pairs[sum % pairs.length];
}

export function Avatar({ person, size = '' }: { person: Named & { id: string }; size?: '' | 's' | 'l' }) {
  return (
    <span className={`avatar ${pairOf(person.id)} ${size}`} aria-hidden="true">
      {initials(person)}
    </span>
  );
}
