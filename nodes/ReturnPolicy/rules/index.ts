import { blocked } from './blocked';
import { customerLimits } from './customerLimits';
import { comesBack } from './comesBack';
import { dutiesPaid } from './dutiesPaid';
import { overpaid } from './overpaid';
import { exclusions } from './exclusions';
import { conditionTaken, photoSent } from './expectations';
import { categoryKnown, countryKnown } from './factsKnown';
import { finalSale } from './finalSale';
import { gates } from './gates';
import { lineKnown } from './lineKnown';
import { oneCurrency } from './oneCurrency';
import { orderKnown } from './orderKnown';
import { paymentKnown } from './paymentKnown';
import { quantityLeft } from './quantityLeft';
import { resolutionOffered } from './resolutionOffered';
import { returnWindow } from './returnWindow';
import type { CaseRule, LineRule } from './rule';
import { serialSold } from './serials';
import { valueLimit } from './valueLimit';

/** All rules, in the order in which their reasons are given. A new rule is a file of its own and an entry here. */
export const lineRules: LineRule[] = [
	lineKnown,
	categoryKnown,
	comesBack,
	finalSale,
	exclusions,
	returnWindow,
	quantityLeft,
	serialSold,
	conditionTaken,
	photoSent,
	resolutionOffered,
];
export const caseRules: CaseRule[] = [
	orderKnown,
	countryKnown,
	blocked,
	customerLimits,
	oneCurrency,
	paymentKnown,
	dutiesPaid,
	overpaid,
	valueLimit,
	gates,
];
