import { useRef, useState } from 'react';
import type { ProblemCode } from '../gql/graphql';
import { uuid } from './id';
import { lostText, problemText } from './problem';

type Refusal = { code: ProblemCode; fields?: readonly string[] } | null | undefined;

/** One attempt to make something: a lost answer is asked for again by the same key, a refusal ends it. */
export function useCreate() {
  const key = useRef(uuid());
  const [fault, setFault] = useState<{ fields: readonly string[]; text: string }>();
  const refuse = (answer: Refusal) => {
    if (answer) key.current = uuid();
    setFault({ fields: answer?.fields ?? [], text: answer ? problemText(answer) : lostText() });
  };
  return { key, fault, refuse, isWrong: (field: string) => fault?.fields.includes(field) ?? false, reject: (field: string) => setFault({ fields: [field], text: '' }) };
}
