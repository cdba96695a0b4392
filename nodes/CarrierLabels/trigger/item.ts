import type { IDataObject } from 'n8n-workflow';
import type { FollowerName, ParcelStatus, Settings } from '../../shared/model';
import type { CaseStore } from '../../shared/store/store';
import { brandParameter, mayStart } from '../../shared/trigger/scope';
import type { TakenIn } from './takeIn';

interface Listener {
	carrierService: FollowerName;
	noticedBy: 'webhook' | 'look';
	/** Reads a parameter of the trigger. */
	read(name: string): unknown;
}

/** What the flow gets: one item for each parcel of which there are news that it asked for. */
export async function itemsOf(
	store: CaseStore | undefined,
	taken: TakenIn[],
	listener: Listener,
): Promise<IDataObject[]> {
	const wanted = listener.read('events') as Array<ParcelStatus | 'first_scan'>;
	const items: IDataObject[] = [];
	for (const one of taken) {
		const { news, firstScan, case: found } = one;
		if (!wanted.includes(news.status) && !(firstScan && wanted.includes('first_scan'))) continue;
		if (!mayStart(listener.read, found)) continue;
		items.push(
			itemOf(one, listener, await store?.settings.get(found?.brand ?? brandParameter(listener.read) ?? 'default')),
		);
	}
	return items;
}

function itemOf(
	{ news, case: found, firstScan }: TakenIn,
	{ carrierService, noticedBy }: Listener,
	settings: Settings | undefined,
): IDataObject {
	return {
		...(found && { reference: found.reference }),
		carrierService,
		tracking: { ...news },
		firstScan,
		noticedBy,
		...(found && { case: found as unknown as IDataObject }),
		...(settings && { settings: settings as unknown as IDataObject }),
	};
}
