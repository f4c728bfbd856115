import { useQuery } from '@apollo/client/react';
import { IconAlertCircle, IconFileText, IconLock, IconPhoto, IconPlus, IconRefresh, IconX } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { AppointmentPageDocument } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatBytes, formatDate, formatTime, isoDate, ownZone } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { FileRow } from '../../ui/FileRow';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { TaskShell } from '../../ui/PatientShell';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { useUploads, type Upload } from './useUploads';

export default function DocumentsPage() {
  const { t } = useTranslation('appointment');
  const { id } = useParams({ from: '/patient/visits/$id/documents' });
  const { data, error, refetch } = useQuery(AppointmentPageDocument, { variables: { id } });
  const clinic = useClinic();
  const now = useServerNow();
  const picker = useRef<HTMLInputElement>(null);
  const { uploads, add, retry, remove } = useUploads(id, clinic?.maxFileBytes, async () => {
    await refetch();
    announce(t('documents.kept'));
  });
  const appointment = data?.appointment;
  const zone = appointment?.clinicTimeZone ?? clinic?.timeZone ?? ownZone();
  const today = isoDate(now, zone);

  return (
    <TaskShell
      title={t('documents.bar')}
      back="/visits/$id"
      backParams={{ id }}
      dock={appointment && <Button block onClick={() => picker.current?.click()}><Icon of={IconPlus} size={22} />{t('documents.addFile')}</Button>}
    >
      <h1 className="h3" tabIndex={-1}>{t('documents.title')}</h1>
      <Note tone="act" icon={IconLock} title={t('documents.forever')}>{t('documents.foreverText')}</Note>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept="application/pdf,image/*"
        aria-label={t('documents.addFile')}
        onChange={(event) => {
          add(Array.from(event.target.files ?? []));
          event.target.value = '';
        }}
      />
      {appointment ? (
        <ul className="stack" style={{ gap: 10 }}>
          {uploads.map((upload) => <UploadRow key={upload.key} upload={upload} maxBytes={clinic?.maxFileBytes} onRetry={() => retry(upload.key)} onRemove={() => remove(upload.key)} />)}
          {appointment.documents.map((document) => {
            const sameDay = isoDate(document.createdAt, zone) === today;
            const when = sameDay ? formatTime(document.createdAt, zone) : formatDate(document.createdAt, zone, now);
            return <FileRow key={document.id} document={document} detail={t('documents.since', { when, size: formatBytes(document.size) })} />;
          })}
          {uploads.length + appointment.documents.length === 0 && <li className="m">{t('documents.none')}</li>}
        </ul>
      ) : error || data ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><RowsSkeleton /></Loading>}
      <p className="small m">{t('documents.types', { size: formatBytes(clinic?.maxFileBytes ?? 20_000_000) })}</p>
    </TaskShell>
  );
}

type RowProps = { upload: Upload; maxBytes?: number; onRetry: () => void; onRemove: () => void };

function UploadRow({ upload, maxBytes, onRetry, onRemove }: RowProps) {
  const { t } = useTranslation('appointment');
  const { file } = upload;
  const icon = file.type.startsWith('image/') ? IconPhoto : IconFileText;
  switch (upload.at) {
    case 'waiting':
    case 'sending': {
      const percent = upload.at === 'sending' ? Math.round(upload.part * 100) : 0;
      const words = upload.at === 'waiting' ? t('documents.waiting') : percent === 100 ? t('documents.checking') : t('documents.sending', { percent, size: formatBytes(file.size) });
      return (
        <li className="file" style={{ minHeight: 72 }}>
          <span className="ic"><Icon of={icon} /></span>
          <div className="grow">
            <b>{file.name}</b>
            <div className="cap m num" style={{ marginBottom: 6 }}>{words}</div>
            <div className="bar" role="progressbar" aria-label={file.name} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}><i style={{ width: `${percent}%` }} /></div>
          </div>
        </li>
      );
    }
    case 'refused':
    case 'lost': {
      const code = upload.at === 'lost' ? 'LOST' : upload.code === 'FILE_TOO_LARGE' || upload.code === 'FILE_TYPE_REFUSED' ? upload.code : 'OTHER';
      return (
        <li className="file" style={{ minHeight: 72, boxShadow: 'inset 0 0 0 2px var(--tv-clay)' }}>
          <span className="ic" style={{ background: 'var(--tv-bad-bg)', color: 'var(--tv-bad-fg)' }}><Icon of={IconAlertCircle} /></span>
          <div className="grow">
            <b>{file.name}</b>
            <div className="cap" role="alert" style={{ color: 'var(--tv-clay-text)' }}>{t(`documents.refused.${code}`, { size: formatBytes(maxBytes ?? 20_000_000) })}</div>
          </div>
          {upload.at === 'lost' && <button type="button" className="icon-btn" aria-label={t('documents.again', { name: file.name })} onClick={onRetry}><Icon of={IconRefresh} /></button>}
          <button type="button" className="icon-btn" aria-label={t('documents.remove', { name: file.name })} onClick={onRemove}><Icon of={IconX} /></button>
        </li>
      );
    }
  }
}
