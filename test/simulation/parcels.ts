import { createHmac } from 'node:crypto';
import type { CaseState } from '../../nodes/shared/case';
import type { CaseEvent, ParcelStatus } from '../../nodes/shared/model';
import { sandboxSecrets } from '../sandbox/catalogue';
import { hour } from './faults';
import type { Played } from './people';
import type { Random } from './random';
import type { World } from './world';

/* What a carrier does with the parcel of a return, and what it tells: late, twice and in any order, by messages that get lost and by answers to who asks. */

/** How the way of a parcel ends; `forgotten`: the customer has the label and never sends anything. */
export type ParcelEnd = 'delivered' | 'lost' | 'damaged' | 'returned' | 'forgotten';

/** The days of a policy of a run in which somebody forgets to send: a seventh of the usual ones, so that they can be played. */
export const forgetfulPolicy = { remindCustomerAfterDays: '1, 2, 3', expireAfterDays: 4 };
export const forgottenMs = 4 * 24 * hour;

/** How each return of a seed travels; none: nobody tells of its parcel. A restored store and a clock that is wrong say nothing of days. */
export function parcelEndOf(random: Random, canForget: boolean): ParcelEnd | undefined {
	if (random.chance(0.4)) return undefined;
	const end = random.pick(['delivered', 'delivered', 'delivered', 'lost', 'damaged', 'returned', 'forgotten'] as const);
	return end === 'forgotten' && !canForget ? 'delivered' : end;
}

/** EasyPost's words on the way, and at its end. */
const way = ['in_transit', 'out_for_delivery'] as const;
const ends: Record<Exclude<ParcelEnd, 'forgotten'>, [status: string, detail: string]> = {
	delivered: ['delivered', 'arrived_at_destination'],
	lost: ['failure', 'lost'],
	damaged: ['failure', 'damaged'],
	returned: ['return_to_sender', 'return'],
};

/** The parcel travels for so long; what the carrier says on the way is posted, and stands in its answers. Gives whether it arrived. */
export async function travel(world: World, reference: string, end: ParcelEnd, travelMs: number): Promise<boolean> {
	const { time, story, providers, random } = world;
	const { id, tracking_code: number } = providers.easypost.bought().find((one) => one.reference === reference)!;
	story.count(`parcels that are ${end}`);
	const says = (status: string, detail: string) => {
		providers.easypost.scan(id, status, detail);
		story.tell('carrier', `says ${status} (${detail}) of parcel ${String(number)}`);
		world.post.carrier(reference, String(number), status, detail);
	};
	for (const status of way) {
		await time.sleep(travelMs / 3);
		says(status, status);
		if (end === 'damaged' && random.chance(0.5)) break;
	}
	await time.sleep(travelMs / 3);
	says(...ends[end as 'delivered']);
	return end === 'delivered';
}

/** One message as EasyPost signs it. */
export function messageOf(number: string, status: string, detail: string, at: string) {
	const body = JSON.stringify({
		id: `evt_${number}_${status}`,
		object: 'Event',
		description: 'tracker.updated',
		result: {
			object: 'Tracker',
			tracking_code: number,
			carrier: 'USPS',
			status,
			status_detail: detail,
			updated_at: at,
		},
	});
	const signature = createHmac('sha256', sandboxSecrets.easypostWebhookSecret).update(body).digest('hex');
	return { body, headers: { 'x-hmac-signature': `hmac-sha256-hex=${signature}` } };
}

const reachedAt: Record<Exclude<ParcelEnd, 'forgotten'>, ParcelStatus> = {
	delivered: 'delivered',
	lost: 'lost',
	damaged: 'out_for_delivery',
	returned: 'returned_to_sender',
};

/** What must hold of the parcel of a return once all is quiet. */
export function brokenParcel(
	world: World,
	{ parcelEnd: end, over }: Played,
	found: CaseState,
	timeline: CaseEvent[],
): string[] {
	const problems: string[] = [];
	const must = (holds: boolean, problem: string) => void (holds || problems.push(problem));
	const count = (type: string) => timeline.filter((event) => event.type === type).length;
	const codes = (code: string) => found.exceptions.filter((one) => one.code === code).length;
	// A restored store has forgotten what it was told, and of a return that is received nobody asks again.
	if (!end || !over || world.plan.restore) return problems;
	if (end === 'forgotten') {
		must(found.authorization === 'expired', `nobody sent anything, and it is ${found.authorization}`);
		if (!world.plan.clock) must(count('return.reminded') === 3, `reminded ${count('return.reminded')} times of 3`);
		const { reference } = found;
		const kept = world.providers.easypost.bought().filter((one) => one.reference === reference && !one.refund_status);
		must(kept.length === 0, `expired, and ${kept.length} labels were not given back`);
		const mails = world.providers.mails.filter(({ subject }) => subject === `Please send your return (${reference})`);
		must(mails.length >= count('return.reminded'), `${mails.length} e-mails of ${count('return.reminded')} reminders`);
		return problems;
	}
	const parcel = found.parcels?.[0];
	// What was lost on the way to us is asked for each hour, until the goods are here.
	const isUnasked = found.logistics === 'received' || found.logistics === 'part_received' || !!found.closedAt;
	must(
		parcel?.reached === reachedAt[end] || (end === 'damaged' && !!parcel) || isUnasked,
		`its parcel is ${end}, the case says ${parcel?.reached ?? 'nothing'}`,
	);
	must(count('return.reminded') === 0, 'the customer was reminded of what a carrier has');
	const claimed = end === 'lost' || end === 'damaged';
	must(count('claim.opened') === (claimed ? 1 : 0), `${count('claim.opened')} claims for a parcel that is ${end}`);
	must(codes('lost_parcel') === (claimed ? 1 : 0), `${codes('lost_parcel')} exceptions for a parcel that is ${end}`);
	must(codes('returned_parcel') === (end === 'returned' ? 1 : 0), `${codes('returned_parcel')} returned parcels`);
	if (claimed)
		must(
			world.providers.mails.some(
				({ subject }) => subject === `A parcel to claim from the carrier (${found.reference})`,
			),
			'nobody was told of the claim',
		);
	return problems;
}
