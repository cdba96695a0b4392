import type { peopleKeys } from '../../../shared/model';
import type { PolicyCase } from '../../input/policyCase';
import { plain } from '../../../shared/policy/texts';

type Key = (typeof peopleKeys)[number];

const digits = (text: string | undefined) => (text ?? '').replace(/\D/g, '').replace(/^00/, '');

/** Whether the customer of a case is on a list: as the request has them, or as the order does. */
export function listing({ by, values }: { by: Key; values: string[] }): (judged: PolicyCase) => boolean {
	const same = by === 'phone' ? digits : plain;
	const wanted = new Set(values.map((value) => same(by === 'email_domain' ? value.replace(/^@/, '') : value)));
	return ({ customer, order }) =>
		[customer, order?.customer].some((one) => one && namesOf(one, by).some((name) => name && wanted.has(same(name))));
}

function namesOf(
	{ email, phone, address, providerIds }: NonNullable<PolicyCase['customer']>,
	by: Key,
): Array<string | undefined> {
	switch (by) {
		case 'email':
			return [email, address?.email];
		case 'email_domain':
			return [email, address?.email].map((one) => one?.split('@').at(-1));
		case 'phone':
			return [phone, address?.phone];
		case 'country':
			return [address?.country];
		case 'postal_code':
			return [address?.postalCode];
		case 'customer_id':
			return Object.values(providerIds);
	}
}
