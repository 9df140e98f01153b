import { CannotTell } from '../fault';
import type { FunctionTable } from '../function';

const CHANCE = 'it depends on chance';
const TIME = 'it depends on the time of rendering';
const ZONE = 'it depends on the time zone of the controller';
const DATES = 'arithmetic with dates is not followed';

/** Functions whose result nobody can tell offline, or that are not worth following, with the reason. */
const reasons: Readonly<Record<string, string>> = {
  now: TIME,
  ago: TIME,
  date: ZONE,
  htmlDate: ZONE,
  toDate: ZONE,
  mustToDate: ZONE,
  date_in_zone: DATES,
  dateInZone: DATES,
  htmlDateInZone: DATES,
  date_modify: DATES,
  dateModify: DATES,
  must_date_modify: DATES,
  mustDateModify: DATES,
  unixEpoch: DATES,
  shuffle: CHANCE,
  randAlphaNum: CHANCE,
  randAlpha: CHANCE,
  randAscii: CHANCE,
  randNumeric: CHANCE,
  randInt: CHANCE,
  randBytes: CHANCE,
  uuidv4: CHANCE,
  bcrypt: CHANCE,
  htpasswd: CHANCE,
  genPrivateKey: CHANCE,
  genCA: CHANCE,
  genCAWithKey: CHANCE,
  genSelfSignedCert: CHANCE,
  genSelfSignedCertWithKey: CHANCE,
  genSignedCert: CHANCE,
  genSignedCertWithKey: CHANCE,
  buildCustomCert: 'certificates are not followed',
  encryptAES: CHANCE,
  decryptAES: 'ciphers are not followed',
  derivePassword: 'the derivation of passwords is not followed',
};

export const unsupportedFunctions: FunctionTable = Object.fromEntries(
  Object.entries(reasons).map(([name, reason]) => [
    name,
    {
      parameters: [],
      rest: 'any',
      run: () => {
        throw new CannotTell(`the template function ${name}: ${reason}`);
      },
    },
  ]),
);
