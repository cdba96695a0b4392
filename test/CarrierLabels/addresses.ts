/** A customer, the shop's warehouse and a parcel between them. */
export const from = {
	name: 'Alex Example',
	street1: '1 Sample Street',
	city: 'Springfield',
	state: 'IL',
	postalCode: '62701',
	country: 'US',
};
export const to = {
	name: 'Returns',
	street1: '9 Depot Road',
	city: 'Dayton',
	state: 'OH',
	postalCode: '45402',
	country: 'US',
};
export const parcel = { weight: 500, length: 30, width: 20, height: 10 };
