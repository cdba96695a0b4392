import { usualAlarmHours, type ServiceLevels } from '../../shared/model';
import type { Alarm } from '../../shared/store';

const hour = 3_600_000;

export const urgencies = ['Urgent', 'Normal', 'Monitoring'] as const;
type Urgency = (typeof urgencies)[number];

/** Urgent: its time is over. Normal: half of it is. `now`: milliseconds since 1970; `levels`: hours of its brand. */
export function urgencyOf(
	{ kind, raisedAt }: Pick<Alarm, 'kind' | 'raisedAt'>,
	now: number,
	levels: ServiceLevels = {},
): Urgency {
	const age = (now - Date.parse(raisedAt)) / hour;
	const hours = levels[kind as keyof ServiceLevels] ?? usualAlarmHours[kind];
	return age >= hours ? 'Urgent' : age >= hours / 2 ? 'Normal' : 'Monitoring';
}
