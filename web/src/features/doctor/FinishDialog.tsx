import { useMutation } from '@apollo/client/react';
import { IconCircleCheck, IconDoorExit, IconPhoneOff, type Icon as TablerIcon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EndCallDocument, FinishVisitDocument } from '../../gql/graphql';
import { Button } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Sheet } from '../../ui/Sheet';

export type Ending = 'leave' | 'end' | 'finish';

type Props = {
  appointmentId: string;
  open: boolean;
  onClose: () => void;
  /** What can be ended now, the gentlest first. */
  choices: readonly Ending[];
  isSigned: boolean;
  /** Until when the visit stays open, as people read it. */
  openUntil: string;
  onLeave: () => void;
};

/** Leave, end the call, finish the visit: three cards with what each means. */
export function FinishDialog(props: Props) {
  const { t } = useTranslation('doctor');
  return (
    <Sheet open={props.open} onClose={props.onClose} title={props.choices.length > 1 ? t('finish.title') : t('finish.only')}>
      <Choices {...props} />
    </Sheet>
  );
}

const icons: Record<Ending, TablerIcon> = { leave: IconDoorExit, end: IconPhoneOff, finish: IconCircleCheck };

function Choices({ appointmentId, onClose, choices, isSigned, openUntil, onLeave }: Props) {
  const { t } = useTranslation(['doctor', 'common']);
  const [ending, setEnding] = useState<Ending>(isSigned ? 'finish' : (choices.find((one) => one === 'end') ?? choices[0] ?? 'finish'));
  const [state, setState] = useState<'choosing' | 'busy' | 'conflict' | 'lost'>('choosing');
  const [endCall] = useMutation(EndCallDocument);
  const [finishVisit] = useMutation(FinishVisitDocument);
  const isBusy = state === 'busy';

  const consequences: Record<Ending, string> = {
    leave: t('doctor:finish.leaveText'),
    end: t('doctor:finish.endText', { time: openUntil }),
    finish: isSigned ? t('doctor:finish.finishText') : t('doctor:finish.finishUnsigned'),
  };
  const answered = async (request: Promise<string | undefined>, success: string) => {
    setState('busy');
    const said = await request.catch(() => undefined);
    if (said === success) return onClose();
    setState(said === undefined ? 'lost' : 'conflict');
  };
  const go = () => {
    const input = { appointmentId };
    switch (ending) {
      case 'leave':
        onLeave();
        return onClose();
      case 'end':
        return void answered(endCall({ variables: { input } }).then(({ data }) => data?.endCall?.__typename), 'EndCallSuccess');
      case 'finish':
        return void answered(finishVisit({ variables: { input } }).then(({ data }) => data?.finishVisit?.__typename), 'FinishVisitSuccess');
    }
  };

  return (
    <>
      <div className="stack" style={{ gap: 14 }} role="radiogroup" aria-label={t('doctor:finish.choice')}>
        {choices.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="ending" checked={ending === one} onChange={() => setEnding(one)} />
            <span className="disc ending"><Icon of={icons[one]} size={24} /></span>
            <span className="grow">
              <b>{t(`doctor:finish.${one}`)}</b>
              <span className="cap m" style={{ display: 'block' }}>{consequences[one]}</span>
            </span>
            <span className="radio" />
          </label>
        ))}
      </div>
      {state === 'conflict' && <ErrorText>{t('doctor:finish.conflict')}</ErrorText>}
      {state === 'lost' && <ErrorText>{t('common:problem.NETWORK')}</ErrorText>}
      <div className="line" style={{ justifyContent: 'flex-end' }}>
        <Button variant="plain" onClick={onClose}>{t('doctor:finish.cancel')}</Button>
        <Button busy={isBusy} onClick={go}>{isBusy ? t('doctor:finish.busy') : t(`doctor:finish.${ending}Action`)}</Button>
      </div>
    </>
  );
}
