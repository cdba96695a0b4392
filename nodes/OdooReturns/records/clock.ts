import { DateTime } from 'luxon';
import { EffectError } from '../../shared/model';

/** The calendar day in the shop's time zone, as Odoo takes dates. `at` is an instant; default: now. Throws when the zone is unknown. */
export function today(zone: string, at: string = new Date().toISOString()): string {
	const day = DateTime.fromISO(at, { zone });
	if (!day.isValid)
		throw new EffectError(`"${zone}" is no time zone`, {
			category: 'configuration',
			field: 'settings.timeZone',
			advice: 'Set timeZone to a name such as Europe/Berlin with Return Case: Save Settings.',
		});
	return day.toFormat('yyyy-MM-dd');
}
