import { exponentOf, toDecimal, type Instant, type Language, type Money } from '../../shared/model';

/** How amounts, days and times are written for somebody. */
export class Locale {
	private readonly tag: string;

	/**
	 * @param country two letters; an unknown one goes by the language alone
	 * @param zone IANA time zone of what is read
	 */
	constructor(
		language: Language,
		country: string | undefined,
		private readonly zone: string,
	) {
		const region = country?.toUpperCase();
		// Days of the Gregorian calendar, whatever is usual in the region.
		this.tag = `${language}${region && /^[A-Z]{2}$/.test(region) ? `-${region}` : ''}-u-ca-gregory-nu-latn`;
	}

	/** An amount with the currency's own number of decimals. */
	amount(value: Money): string {
		const digits = exponentOf(value.currency);
		const format = new Intl.NumberFormat(this.tag, {
			style: 'currency',
			currency: value.currency,
			minimumFractionDigits: digits,
			maximumFractionDigits: digits,
		});
		// As a decimal text, so that no amount is rounded.
		return format.format(toDecimal(value) as Intl.StringNumericLiteral);
	}

	/** The day of an instant. */
	day(instant: Instant): string {
		return this.write(instant, { dateStyle: 'long' });
	}

	/** An instant to the second, with its time zone. */
	moment(instant: Instant): string {
		return this.write(instant, { dateStyle: 'long', timeStyle: 'long' });
	}

	private write(instant: Instant, style: Intl.DateTimeFormatOptions): string {
		return new Intl.DateTimeFormat(this.tag, { ...style, timeZone: this.zone }).format(new Date(instant));
	}
}

/** The time zone that people of a country have; undefined where they have several, which differ at that moment. */
export function zoneOfCountry(country: string | undefined, instant: Instant): string | undefined {
	if (!country || !/^[A-Z]{2}$/i.test(country)) return undefined;
	const region = new Intl.Locale(`und-${country.toUpperCase()}`) as Intl.Locale & { getTimeZones?(): string[] };
	const zones = region.getTimeZones?.() ?? [];
	const local = new Set(zones.map((zone) => clockOf(zone).format(new Date(instant))));
	return local.size === 1 ? zones[0] : undefined;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What writes the local time of a zone; kept, for a country like the United States has some thirty, and each takes long to make. */
function clockOf(zone: string): Intl.DateTimeFormat {
	let clock = clocks.get(zone);
	if (!clock) {
		clock = new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone });
		clocks.set(zone, clock);
	}
	return clock;
}

/** A time zone as settings have it; one that is none counts as UTC. */
export function zoneOr(zone: string): string {
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
		return zone;
	} catch {
		return 'UTC';
	}
}
