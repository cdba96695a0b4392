import { typedAmount, typedCurrency } from '../../../nodes/shared/model';

it('a currency may be typed in small letters, with blanks around it', () => {
	expect([typedCurrency('EUR'), typedCurrency(' sek ')]).toEqual(['EUR', 'SEK']);
	expect(() => typedCurrency('€')).toThrow(
		expect.objectContaining({ message: '"€" is no currency', details: expect.objectContaining({ field: 'currency' }) }),
	);
	for (const wrong of ['', 'EU', 'EURO', 'ſek'])
		expect(() => typedCurrency(wrong)).toThrow(`"${wrong}" is no currency`);
});

it('an amount is typed with a point; what is wrong names the field', () => {
	expect(typedAmount('12.5', 'EUR', 'fee')).toEqual({ amount: 1250, currency: 'EUR' });
	expect(() => typedAmount('12,50', 'EUR', 'fee')).toThrow(
		expect.objectContaining({
			category: 'invalid_input',
			details: expect.objectContaining({ field: 'fee', advice: 'Give the amount with a point, e.g. 12.50.' }),
		}),
	);
	expect(() => typedAmount('12.505', 'EUR', 'fee')).toThrow('more decimals than EUR has');
});
