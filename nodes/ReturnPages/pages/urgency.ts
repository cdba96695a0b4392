import type { Alarm, AlarmKind } from '../../shared/store';

const hour = 3_600_000;

/** Hours in which somebody should have seen to what needs a person, by what it is. docs/nodes/return-desk-trigger.md shows this table. */
export const serviceLevels: Record<AlarmKind, number> = {
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

export const urgencies = ['Urgent', 'Normal', 'Monitoring'] as const;
type Urgency = (typeof urgencies)[number];

/** Urgent: its time is over. Normal: half of it is. `now`: milliseconds since 1970. */
export function urgencyOf({ kind, raisedAt }: Pick<Alarm, 'kind' | 'raisedAt'>, now: number): Urgency {
	const age = (now - Date.parse(raisedAt)) / hour;
	const hours = serviceLevels[kind];
	return age >= hours ? 'Urgent' : age >= hours / 2 ? 'Normal' : 'Monitoring';
}
