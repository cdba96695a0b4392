import { DateTime } from 'luxon';
import { z } from 'zod';

/*
 * How long things may wait before somebody is told. What a return stands still at are stages; what already needs a person are alarms, whose hours say how
 * urgent they are on the desk.
 */

/** What a return can stand still at. */
export const stages = ['decision', 'inspection', 'refund', 'confirmation', 'books'] as const;
export type Stage = (typeof stages)[number];

/** Hours that a return may stand still at a stage where a brand does not say its own. */
export const usualStageHours: Record<Stage, number> = {
	decision: 72,
	inspection: 72,
	refund: 48,
	confirmation: 168,
	books: 72,
};

/**
 * What a person must be told. `stuck`, `held`: a step; `paused`, `resumed`: a connection; `unserved`: steps of a name that no published trigger
 * has; `exception`: of a case; `failure`: an execution that no step sees to; `message`: one of a provider that cannot be read; `notice`: see
 * Notice, told once.
 */
export const alarmKinds = [
	'paused',
	'unserved',
	'stuck',
	'failure',
	'message',
	'exception',
	'held',
	'notice',
	'resumed',
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** Hours in which somebody should have seen to an alarm where the settings do not say so. docs/nodes/return-desk-trigger.md shows this table. */
export const usualAlarmHours: Record<AlarmKind, number> = {
	paused: 1,
	unserved: 1,
	stuck: 4,
	failure: 4,
	message: 8,
	exception: 24,
	held: 24,
	notice: 24,
	resumed: 24,
};

/** Alarms whose hours a brand may set. */
const adjustable = [
	'exception',
	'held',
	'stuck',
	'paused',
	'unserved',
	'message',
	'failure',
] as const satisfies AlarmKind[];
export type AdjustableKind = (typeof adjustable)[number];

/** Hours by stage or kind of alarm; of a stage 0 is never. */
export const ServiceLevels = z.record(z.enum([...stages, ...adjustable]), z.number().min(0).max(8_760));
export type ServiceLevels = z.infer<typeof ServiceLevels>;

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const opening = /^([A-Z][a-z]{2})(?:-([A-Z][a-z]{2}))? ([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;

/** `Mon-Fri 08:00-18:00, Sat 09:00-13:00`: when somebody works. */
export const BusinessHours = z
	.string()
	.max(200)
	.refine(
		(text) => partsOf(text).every((part) => openingOf(part)),
		'write e.g. "Mon-Fri 08:00-18:00, Sat 09:00-13:00"',
	);

/** `2026-12-25, 2026-12-26`: days on which nobody works. */
export const Holidays = z
	.string()
	.max(5_000)
	.refine(
		(text) => partsOf(text).every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && DateTime.fromISO(day).isValid),
		'write dates with commas between, e.g. "2026-12-25, 2026-12-26"',
	);

/** When the people of a brand work. */
export interface WorkingTime {
	timeZone: string;
	businessHours?: string;
	holidays?: string;
}

const hourMs = 3_600_000;
/** Who never works in so many days does not work at all: then all hours count. */
const mostDays = 800;

/** The instant (milliseconds since 1970) at which so many working hours have passed; all hours count where nobody says when they work. Pure. */
export function afterWorkingHours(
	since: number,
	hours: number,
	{ timeZone, businessHours, holidays }: WorkingTime,
): number {
	const open = partsOf(businessHours).flatMap((part) => openingOf(part) ?? []);
	const closed = new Set(partsOf(holidays));
	const plain = since + hours * hourMs;
	if (!open.length && !closed.size) return plain;
	let left = hours * hourMs;
	let day = DateTime.fromMillis(since, { zone: timeZone }).startOf('day');
	for (let count = 0; count < mostDays; count++, day = day.plus({ days: 1 })) {
		if (closed.has(day.toISODate()!)) continue;
		for (const [from, to] of stretchesOf(day, open)) {
			const begin = Math.max(from, since);
			if (to <= begin) continue;
			if (left <= to - begin) return begin + left;
			left -= to - begin;
		}
	}
	return plain;
}

interface Opening {
	/** 1: Monday, 7: Sunday. */
	days: Set<number>;
	/** Minutes of the day. */
	from: number;
	to: number;
}

function openingOf(part: string): Opening | undefined {
	const [, first, last = first, fromHour, fromMinute, toHour, toMinute] = opening.exec(part) ?? [];
	const [begin, end] = [weekdays.indexOf(first), weekdays.indexOf(last)];
	const [from, to] = [Number(fromHour) * 60 + Number(fromMinute), Number(toHour) * 60 + Number(toMinute)];
	if (begin < 0 || end < 0 || !(from < to && to <= 24 * 60)) return undefined;
	const days = new Set<number>();
	for (let day = begin; ; day = (day + 1) % 7) {
		days.add(day + 1);
		if (day === end) return { days, from, to };
	}
}

/** When somebody works on a day, in milliseconds since 1970, in order. */
function stretchesOf(day: DateTime, open: Opening[]): Array<[from: number, to: number]> {
	const at = (minute: number) =>
		(minute === 24 * 60
			? day.plus({ days: 1 })
			: day.set({ hour: Math.floor(minute / 60), minute: minute % 60 })
		).toMillis();
	if (!open.length) return [[at(0), at(24 * 60)]];
	const stretches = open
		.filter(({ days }) => days.has(day.weekday))
		.map(({ from, to }): [number, number] => [at(from), at(to)])
		.sort(([one], [other]) => one - other);
	// What is said twice counts once.
	return stretches.map(([from, to], index) => [Math.max(from, ...stretches.slice(0, index).map(([, end]) => end)), to]);
}

function partsOf(text = ''): string[] {
	return text
		.split(',')
		.map((part) => part.trim().replace(/\s+/g, ' '))
		.filter((part) => part);
}
