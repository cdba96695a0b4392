import { DateTime } from 'luxon';
import { titleOf, type Alarm } from '../shared/store';
import { addTo, format, ownerAddress, type AlarmOwner, type Settings } from '../shared/model';

/** Addresses that a reader can open; a blank one is left out. */
export interface AlarmLinks {
	/** The form that replays, releases and closes. */
	replay?: string;
	/** The form in which finance says what it paid. */
	paid?: string;
}

/** One e-mail, ready to be sent. */
export interface AlarmMail {
	to: string;
	from: string;
	subject: string;
	text: string;
	owners: AlarmOwner[];
	brand: string;
	/** Ids of the alarms that it tells. */
	alarms: number[];
}

/** So many alarms of one cause are told one by one. */
const mostOfOneCause = 20;

/**
 * The e-mails that tell these alarms: one for each brand and address. A brand without addresses of its own uses those of the brand
 * `default`. Alarms that have no address at all are given back in `nowhere`.
 */
export function composeAlarmMails(
	alarms: Alarm[],
	settingsOf: (brand: string) => Settings,
	links: AlarmLinks = {},
): { mails: AlarmMail[]; nowhere: Alarm[] } {
	const groups = new Map<string, { to: string; from: string; settings: Settings; alarms: Alarm[] }>();
	const nowhere: Alarm[] = [];
	for (const alarm of alarms) {
		const [own, fallback] = [settingsOf(alarm.brand), settingsOf('default')];
		const to = ownerAddress(own, alarm.owner) ?? ownerAddress(fallback, alarm.owner);
		const from = own.sender ?? fallback.sender;
		if (!to || !from) {
			nowhere.push(alarm);
			continue;
		}
		const key = JSON.stringify([alarm.brand, to]);
		const group = groups.get(key) ?? { to, from, settings: own, alarms: [] };
		group.alarms.push(alarm);
		groups.set(key, group);
	}
	const mails = [...groups.values()].map(({ to, from, settings, alarms: told }): AlarmMail => ({
		to,
		from,
		subject: subjectOf(told),
		text: textOf(told, settings.timeZone, links),
		owners: [...new Set(told.map(({ owner }) => owner))],
		brand: told[0].brand,
		alarms: told.map(({ id }) => id),
	}));
	return { mails, nowhere };
}

function subjectOf(alarms: Alarm[]): string {
	const [alarm] = alarms;
	const again = alarms.every(({ told }) => told > 0) ? 'Still open: ' : '';
	if (alarms.length === 1) return oneLine(`${again}${titleOf(alarm)}${alarm.reference ? ` (${caseName(alarm)})` : ''}`);
	const counts = new Map<string, number>();
	for (const { kind } of alarms) counts.set(kind, (counts.get(kind) ?? 0) + 1);
	return `${again}${alarms.length} things need you: ${[...counts].map(([kind, count]) => `${count} ${count === 1 ? nouns[kind][0] : nouns[kind][1]}`).join(', ')}`;
}

const nouns: Record<string, [string, string]> = {
	stuck: ['stuck step', 'stuck steps'],
	held: ['held step', 'held steps'],
	paused: ['paused connection', 'paused connections'],
	resumed: ['connection that goes on', 'connections that go on'],
	unserved: ['step nobody works on', 'steps nobody works on'],
	exception: ['exception', 'exceptions'],
	failure: ['failed workflow', 'failed workflows'],
	message: ['unreadable message', 'unreadable messages'],
	notice: ['notice', 'notices'],
};

function textOf(alarms: Alarm[], timeZone: string, links: AlarmLinks): string {
	const part = (heading: string, of: Alarm[]) =>
		of.length ? [heading, ...causesOf(of).map((cause) => causeText(cause, timeZone, links))] : [];
	const [fresh, old] = [alarms.filter(({ told }) => !told), alarms.filter(({ told }) => told)];
	return [
		...part('NEW', fresh),
		...part(fresh.length ? 'STILL OPEN' : 'STILL OPEN, as told before', old),
		'What is not dealt with is told again once a day.',
	].join('\n\n');
}

/** Alarms of the same cause stand together: a cause is read once. */
function causesOf(alarms: Alarm[]): Alarm[][] {
	const causes = new Map<string, Alarm[]>();
	for (const alarm of alarms) {
		const key = JSON.stringify([
			alarm.kind,
			alarm.facts.subject,
			alarm.kind === 'exception' ? alarm.id : alarm.facts.reason,
		]);
		addTo(causes, key, alarm);
	}
	return [...causes.values()];
}

function causeText(alarms: Alarm[], timeZone: string, links: AlarmLinks): string {
	const [{ facts }] = alarms;
	const more = alarms.length - mostOfOneCause;
	return [
		`${titleOf(alarms[0])}${alarms.length > 1 ? `, ${alarms.length} times` : ''}`,
		facts.reason && `  Why: ${facts.reason}`,
		facts.advice && `  What to do: ${facts.advice}`,
		...alarms.slice(0, mostOfOneCause).flatMap((alarm) => caseLines(alarm, timeZone, links)),
		more > 0 && `  and ${more} more of the same; all are in the list of stuck steps.`,
	]
		.filter((line): line is string => !!line)
		.map((line) => line.replace(/[\r\n\u2028\u2029]+/g, ' '))
		.join('\n');
}

/** Which return it is about, since when, and where to go. */
function caseLines(alarm: Alarm, timeZone: string, links: AlarmLinks): string[] {
	const {
		raisedAt,
		facts: { execution },
		stepId,
		id,
		kind,
	} = alarm;
	const isStep = stepId !== undefined;
	const what = isStep ? `${stepId}` : `alarm ${id}`;
	const act =
		kind === 'held'
			? 'Release it'
			: isStep
				? 'Replay it'
				: ['exception', 'failure'].includes(kind)
					? 'Say that it is dealt with'
					: undefined;
	return [
		`  - ${[alarm.reference && caseName(alarm), alarm.case?.customer?.name, amountOf(alarm), `since ${timeOf(raisedAt, timeZone)}`].filter(Boolean).join(', ')}`,
		...paymentLines(alarm),
		...(execution ? [`    Execution: ${execution}`] : []),
		...(alarm.facts.intent && kind === 'exception' && links.paid
			? [
					`    Paid by hand? ${links.paid}?${new URLSearchParams({ reference: alarm.reference ?? '', refund: alarm.facts.intent }).toString()}`,
				]
			: []),
		...(act && links.replay ? [`    ${act}: ${links.replay}?${new URLSearchParams({ what }).toString()}`] : []),
	];
}

/** What finance needs to find the payment: amount, how it was paid, the provider's ids. */
function paymentLines(alarm: Alarm): string[] {
	const leg = legOf(alarm);
	if (!leg) return [];
	const {
		intent: { id, payment },
		refund,
	} = leg;
	const ids = Object.entries(payment.providerIds ?? {})
		.map(([system, one]) => `${system} ${one}`)
		.join(', ');
	return [
		`    Refund ${id}, payment ${payment.method ?? payment.id} (${[payment.processor, ids].filter(Boolean).join(', ')})${refund ? `, transaction ${refund.id}` : ''}`,
	];
}

function amountOf(alarm: Alarm): string | undefined {
	const leg = legOf(alarm);
	return leg && format(leg.intent.amount);
}

function legOf({ case: state, facts: { intent } }: Alarm) {
	return intent === undefined ? undefined : state?.refunds.find((leg) => leg.intent.id === intent);
}

function caseName({ reference, case: state }: Alarm): string {
	return `${reference}${state?.orderNumber ? `, order ${state.orderNumber}` : ''}`;
}

/** In the shop's own time. */
function timeOf(instant: string, timeZone: string): string {
	const local = DateTime.fromISO(instant, { zone: timeZone });
	return (local.isValid ? local : DateTime.fromISO(instant, { zone: 'utc' }))
		.setLocale('en-GB')
		.toFormat('d LLL yyyy, HH:mm');
}

function oneLine(text: string): string {
	return text.replace(/[\r\n\u2028\u2029]+/g, ' ');
}
