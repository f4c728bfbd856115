import { useQuery } from '@apollo/client/react';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FindPatientsDocument, type DeskPatientFragment } from '../../gql/graphql';
import { formatPhone, fullName } from '../../shared/format';
import { announce } from '../../ui/announce';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { searchWords } from './floor';
import { AccountChip, birthday } from './PatientFacts';

const PAUSE_MS = 300;
const pageSize = 8;

/** The search field of the head; what is found is shown below it by `Found`. */
export function SearchField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation('desk');
  const id = useId();
  return (
    <div className="input desk-search" role="search">
      <Icon of={IconSearch} />
      <label className="sr-only" htmlFor={id}>{t('search.label')}</label>
      <input id={id} type="text" autoComplete="off" spellCheck={false} placeholder={t('search.placeholder')} value={value} onChange={(event) => onChange(event.target.value)} onKeyDown={(event) => event.key === 'Escape' && onChange('')} />
      {value && (
        <button type="button" className="icon-btn" aria-label={t('search.clear')} onClick={() => onChange('')}>
          <Icon of={IconX} size={20} />
        </button>
      )}
    </div>
  );
}

function useAfterPause(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Patients by name, phone or date of birth. */
export function Found({ text, onOpen }: { text: string; onOpen: (patient: DeskPatientFragment) => void }) {
  const { t } = useTranslation('desk');
  const words = searchWords(useAfterPause(text));
  const isShort = [...words].length < 2;
  const { data, previousData, error, fetchMore, loading } = useQuery(FindPatientsDocument, { variables: { search: words, first: pageSize }, skip: isShort, fetchPolicy: 'network-only' });
  const page = (isShort ? undefined : (data ?? previousData))?.patients;
  const count = page?.nodes.length;

  useEffect(() => {
    if (!loading && count !== undefined) announce(count === 0 ? t('search.none') : `${t('search.found')}: ${count}`);
  }, [loading, count, words, t]);

  const more = () =>
    void fetchMore({
      variables: { after: page?.pageInfo.endCursor },
      updateQuery: (before, { fetchMoreResult: next }) => ({ ...next, patients: { ...next.patients, nodes: [...before.patients.nodes, ...next.patients.nodes] } }),
    });

  return (
    <section className="card stack" style={{ gap: 4 }} aria-labelledby="desk-found">
      <h2 className="h3" id="desk-found">{t('search.found')}</h2>
      {isShort && <p className="m">{t('search.short')}</p>}
      {error && <ErrorText>{t('search.failed')}</ErrorText>}
      {page?.nodes.length === 0 && (
        <p className="m"><b>{t('search.none')}.</b> {t('search.noneText')}</p>
      )}
      <ul className="rows">
        {page?.nodes.map((patient) => (
          <li key={patient.id}>
            <button type="button" className="row" aria-label={t('search.openOf', { name: fullName(patient) })} onClick={() => onOpen(patient)}>
              <Avatar person={patient} size="s" />
              <span className="grow">
                <b>{fullName(patient)}</b>
                <span className="cap m num" style={{ display: 'block' }}>{[birthday(patient.birthDate), patient.phone && formatPhone(patient.phone)].filter(Boolean).join(' · ')}</span>
              </span>
              <AccountChip status={patient.status} />
            </button>
          </li>
        ))}
      </ul>
      {page?.pageInfo.hasNextPage && <div><Button variant="plain" onClick={more}>{t('search.more')}</Button></div>}
    </section>
  );
}
