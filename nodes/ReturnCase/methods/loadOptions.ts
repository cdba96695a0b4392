import type { INodePropertyOptions } from 'n8n-workflow';

/** Every time zone, for the pick-list of Save Settings. */
export async function getTimeZones(): Promise<INodePropertyOptions[]> {
	return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((value) => ({
		name: value.replace(/_/g, ' '),
		value,
	}));
}
