import { useMutation, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EndPatientLinkDocument, PatientLinksDocument, type PatientLinksQuery } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatNear } from '../../shared/format';
import { lostText, problemText } from '../../shared/problem';
import { useClinic } from '../../shared/session';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Sheet } from '../../ui/Sheet';

type Link = NonNullable<PatientLinksQuery['viewer']>['patientLinks'][number];

/** Programs of other companies that may book for the patient, and the way to end that. Nothing where there are none. */
export function Programs() {
  const { t } = useTranslation('profile');
  const { data, refetch } = useQuery(PatientLinksDocument, { fetchPolicy: 'cache-and-network' });
  const [ending, setEnding] = useState<Link>();
  const zone = useClinic()?.timeZone ?? 'UTC';
  const now = useServerNow();
  const links = data?.viewer?.patientLinks ?? [];
  if (links.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="programs">
      <div>
        <h2 className="h3" id="programs">{t('programs.title')}</h2>
        <p className="small m">{t('programs.text')}</p>
      </div>
      <ul className="rows">
        {links.map((link) => (
          <li key={link.id} className="line" style={{ flexWrap: 'wrap' }}>
            <div className="grow">
              <b>{link.clientName}</b>
              <div className="cap m">{t('programs.since', { at: formatNear(link.createdAt, zone, now) })}</div>
            </div>
            <Button variant="line2" small aria-haspopup="dialog" aria-label={t('programs.endOf', { name: link.clientName })} onClick={() => setEnding(link)}>{t('programs.end')}</Button>
          </li>
        ))}
      </ul>
      {ending && <End link={ending} onClose={() => setEnding(undefined)} onDone={() => void refetch()} />}
    </section>
  );
}

function End({ link, onClose, onDone }: { link: Link; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('profile');
  const [end, { loading }] = useMutation(EndPatientLinkDocument);
  const [fault, setFault] = useState<string>();
  const submit = async () => {
    const answer = (await end({ variables: { input: { linkId: link.id } } }).catch(() => undefined))?.data?.endPatientLink;
    if (answer?.__typename !== 'EndPatientLinkSuccess') return setFault(answer ? problemText(answer) : lostText());
    announce(t('programs.ended', { name: link.clientName }));
    onDone();
    onClose();
  };
  return (
    <Sheet open onClose={onClose} title={t('programs.endOf', { name: link.clientName })}>
      <p>{t('programs.endText')}</p>
      {fault && <ErrorText>{fault}</ErrorText>}
      <Button variant="danger" block busy={loading} onClick={() => void submit()}>{t('programs.end')}</Button>
      <Button variant="plain" block onClick={onClose}>{t('programs.keep')}</Button>
    </Sheet>
  );
}
