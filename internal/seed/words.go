package seed

import "televisit/internal/rules"

var specialties = []struct {
	key           string
	name, summary rules.Text
}{
	{"therapy", rules.Text{RU: "Терапевт", EN: "General practitioner"},
		rules.Text{RU: "Простуда, температура, слабость, с чего начать", EN: "Colds, fever, fatigue, where to begin"}},
	{"cardiology", rules.Text{RU: "Кардиолог", EN: "Cardiologist"},
		rules.Text{RU: "Давление, сердцебиение, боль в груди", EN: "Blood pressure, heartbeat, chest pain"}},
	{"neurology", rules.Text{RU: "Невролог", EN: "Neurologist"},
		rules.Text{RU: "Головная боль, головокружение, боль в спине", EN: "Headache, dizziness, back pain"}},
}

var services = []struct {
	key     string
	name    rules.Text
	kind    rules.VisitKind
	minutes int
	price   int
	funding rules.Funding
	policy  rules.PaymentPolicy
}{
	{"advice", rules.Text{RU: "Консультация", EN: "Consultation"}, rules.Informational, 30, 180000, rules.SelfPay, rules.AtVisit},
	{"followup", rules.Text{RU: "Повторный приём", EN: "Follow-up visit"}, rules.FollowUp, 30, 240000, rules.SelfPay, rules.AtVisit},
	{"prepaid", rules.Text{RU: "Приём с предоплатой", EN: "Prepaid visit"}, rules.Informational, 30, 280000, rules.SelfPay, rules.Prepay},
	{"covered", rules.Text{RU: "Приём по страховке", EN: "Visit covered by insurance"}, rules.Informational, 20, 0, rules.Covered, rules.AtVisit},
	{"oncall", rules.Text{RU: "Дежурный приём по страховке", EN: "On-call visit covered by insurance"}, rules.FollowUp, 60, 0, rules.Covered, rules.AtVisit},
}

var consentTexts = []struct {
	kind        rules.ConsentKind
	title, text rules.Text
}{
	{rules.PersonalData,
		rules.Text{RU: "Согласие на обработку персональных данных", EN: "Consent to personal-data processing"},
		rules.Text{RU: `Я даю клинике «Липа» согласие на обработку моих персональных данных (152-ФЗ): фамилии, имени и отчества, даты рождения, пола, телефона, адреса электронной почты и сведений о здоровье, которые я сообщаю сам или которые появляются во время визитов.

Клиника обрабатывает эти данные, чтобы записывать меня на приём, проводить онлайн-визиты, вести медицинскую карту и принимать оплату. Данные хранятся в России и не передаются никому, кроме случаев, которые указаны в законе.

Согласие действует, пока я пользуюсь личным кабинетом, и пять лет после этого. Отозвать его можно в любой момент: в регистратуре или по телефону клиники. После отзыва записаться онлайн уже нельзя, а медицинские документы хранятся столько, сколько требует закон.`,
			EN: `I give Lipa Clinic my consent to process my personal data (Federal Law 152-FZ): my name, date of birth, sex, phone, e-mail address and the health data that I tell the clinic or that arise during visits.

The clinic processes these data to book my visits, hold online visits, keep my medical record and take payments. The data are stored in Russia and passed on to nobody except where the law says so.

The consent holds while I use the personal cabinet and for five years after. I may withdraw it at any moment at the desk or by phone. After that I can no longer book online; medical documents are kept as long as the law demands.`}},
	{rules.IDS,
		rules.Text{RU: "Информированное добровольное согласие на онлайн-приём", EN: "Informed voluntary consent to the online visit"},
		rules.Text{RU: `Я согласен на консультацию врача с применением телемедицинских технологий (323-ФЗ, статьи 20 и 36.2).

Мне понятно, что врач видит и слышит меня по связи и не может осмотреть меня руками. Поэтому на онлайн-приёме новый диагноз не ставят, а лечение меняют, только если диагноз раньше поставлен на очном приёме.

Мне понятно, что связь может прерваться. Тогда разговор продолжится голосом, текстом или в другое время. При боли в груди, потере сознания или другой угрозе жизни нужно звонить 103 или 112, а не ждать приёма.

Разговор не записывается. Заключение врача и это согласие появятся в моей истории болезни. Отказаться от приёма можно в любой момент.`,
			EN: `I agree to a doctor's consultation by means of telemedicine (Federal Law 323-FZ, articles 20 and 36.2).

I understand that the doctor sees and hears me over a link and cannot examine me by hand. Therefore no new diagnosis is made in an online visit, and treatment is changed only where the diagnosis was made in person before.

I understand that the link may break. The talk then goes on by voice, by text or at another time. With chest pain, loss of consciousness or another danger to life, call 103 or 112 instead of waiting for the visit.

The talk is not recorded. The doctor's conclusion and this consent will appear in my medical history. I may refuse the visit at any moment.`}},
}
