import type { Answerer } from '../../shared/effect';
import { EffectError, format } from '../../shared/model';
import type { LabelRequest, Offer, OfferLimits, Quote } from './carrier';

type Priced = Offer & Required<Pick<Offer, 'cost'>>;

/**
 * The offer to buy, of those within the limits: of equally good ones the cheapest. Throws EffectError with what the carriers said when none fits.
 */
export function chooseOffer(
	{ offers: all, messages }: Quote,
	{ choice, limits = {} }: Pick<LabelRequest, 'choice' | 'limits'>,
	{ provider, connection }: Answerer,
): Offer {
	const refused = (message: string, advice: string, code: string) =>
		new EffectError(message, { category: 'rejected', connection, advice, code });
	const said = messages.join(' ');
	const offers = all.filter((offer) => isWithin(offer, limits));
	if (all.length && !offers.length)
		throw refused(
			`No carrier offers this return ${limitsText(limits)}`,
			`Offered are: ${all.map(offerText).join(', ')}.`,
			'no_offer_within_limits',
		);
	if (!offers.length)
		throw refused(
			`No carrier offers this return${said ? `: ${said}` : ''}`,
			/customs/i.test(said)
				? 'This label has customs data only where the carrier service takes them and the order is known. Give Customs Tariff Number and Country of Origin in Extras, or make this label by hand with the carrier and give it to the customer, or let the goods come back to an address in their own country.'
				: `Check the customer's address, the parcel's size and weight, and the carrier accounts at ${provider}.`,
			'no_rates',
		);
	if (choice.by === 'service') {
		const wanted = plain(choice.service);
		const named = offers.filter(
			({ carrier, service }) => plain(service) === wanted || plain(`${carrier}${service}`) === wanted,
		);
		if (named.length) return cheapestOf(named);
		throw refused(
			`No carrier offers "${choice.service}" for this return`,
			`Offered are: ${offers.map(({ carrier, service }) => `${carrier} ${service}`).join(', ')}.`,
			'no_such_service',
		);
	}
	if (choice.by === 'cheapest') return cheapestOf(offers);
	const days = (offer: Offer) => offer.days ?? Number.POSITIVE_INFINITY;
	const fewest = Math.min(...offers.map(days));
	return cheapestOf(offers.filter((offer) => days(offer) === fewest));

	function cheapestOf(some: Offer[]): Offer {
		if (some.length === 1) return some[0];
		const priced = some.filter((offer): offer is Priced => !!offer.cost);
		if (!priced.length)
			throw refused(
				`${provider} knows no prices of these offers, so they cannot be compared`,
				`Choose a service by its name. Offered are: ${offers.map(({ carrier, service }) => `${carrier} ${service}`).join(', ')}.`,
				'no_prices',
			);
		if (new Set(priced.map(({ cost }) => cost.currency)).size > 1)
			throw refused(
				"The carriers' prices are in several currencies and cannot be compared",
				'Choose a service by its name.',
				'several_currencies',
			);
		return priced.reduce((best, offer) => (offer.cost.amount < best.cost.amount ? offer : best));
	}
}

/** Whether an offer keeps to the limits. A price in another currency than the limit's cannot be compared, so it does not. */
function isWithin({ cost, days }: Offer, { cost: most, days: longest }: OfferLimits): boolean {
	if (most && !(cost && cost.currency === most.currency && cost.amount <= most.amount)) return false;
	return longest === undefined || (days !== undefined && days <= longest);
}

function limitsText({ cost, days }: OfferLimits): string {
	return [cost && `for at most ${format(cost)}`, days !== undefined && `within ${days} days`]
		.filter(Boolean)
		.join(' and ');
}

function offerText({ carrier, service, cost, days }: Offer): string {
	const known = [cost && format(cost), days !== undefined && `${days} days`].filter(Boolean).join(', ');
	return `${carrier} ${service}${known && ` (${known})`}`;
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
