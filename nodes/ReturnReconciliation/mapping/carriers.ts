import { isReference, type GoodsRecord, type ReturnLabel } from '../../shared/model';
import { instant, text, unwrapped, type Raw } from './raw';

/**
 * A label as Carrier Labels gives it out (`label`, and from Get `standing` and `refund`); a scanned one is a parcel, too. Its time is `time`
 * or `createdAt` of the item or of the label: without one it is never called unused.
 */
export function carrierLabel(item: Raw): GoodsRecord[] {
	const raw = unwrapped(item, 'label');
	const label = raw as unknown as Partial<ReturnLabel>;
	if (!label.id || label.testMode) return [];
	const standing = (item.standing ?? {}) as Raw;
	const said = text(item.reference) ?? text(raw.reference);
	const tracking = text(label.trackingNumber);
	const time = [item.time, item.createdAt, raw.createdAt, raw.created_at].map(instant).find(Boolean);
	const common = {
		source: text(label.carrier) ?? 'carrier',
		quantity: 1,
		providerIds: label.providerIds ?? {},
		...(isReference(said) && { reference: said }),
		...(tracking && { tracking }),
		...(time && { time }),
	};
	return [
		{
			...common,
			kind: 'label',
			id: label.id,
			...(label.cost && { value: label.cost }),
			...((standing.status === 'voided' || text(item.refund)) && { canceled: true }),
		},
		...(standing.status === 'in_use' ? [{ ...common, kind: 'parcel' as const, id: label.id }] : []),
	];
}
