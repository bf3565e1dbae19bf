/*
 * Labels and their values as forms, exports, statements, cover sheets and
 * tables of other systems have them. Each value must be found with its category,
 * alone or with what stands beside it.
 */
#include <stdio.h>

#include "core/configuration.h"
#include "core/crypto.h"
#include "scanner/scanner.h"
#include "tests/unit/test_scanner.h"

#define FORM_ARENA ((size_t)16 * 1024 * 1024)
#define FORM_VALUES 6

struct form_value {
	uint8_t category;
	const char *text;
};

struct form {
	const char *text;
	struct form_value values[FORM_VALUES];
};

static const struct form forms[] = {
	{ "Legal Name: Okonkwo, Adaeze M\nPreferred Name: Ada\nSex at birth: F\n"
	  "Date of Birth (DOB): 03/14/1961\nMed. Rec. #: 00718234\nFIN: 4410028837\n",
	  { { 1, "Okonkwo, Adaeze M" }, { 3, "03/14/1961" }, { 8, "00718234" }, { 8, "4410028837" } } },
	{ "Pt. Name ........ Halvorsen, Brita\nPt. DOB ......... 7-22-1948\n"
	  "Pt. MRN ......... 5530192\n",
	  { { 3, "7-22-1948" }, { 8, "5530192" } } },
	{ "PATIENT: TREVINO, LUIS R      MR#: 0091-22-7745     ACCT#: 88201934\n",
	  { { 1, "TREVINO, LUIS R" }, { 8, "0091-22-7745" }, { 10, "88201934" } } },
	{ "Med Rec Nbr     : 20-118-44\nAcct Nbr        : V00038812931\n"
	  "Adm Date        : 02/11/24\n",
	  { { 8, "20-118-44" }, { 10, "V00038812931" }, { 3, "02/11/24" } } },
	{ "Enterprise ID: E4418820\nCSN: 1002938841\nHAR: 600192837\n",
	  { { 8, "E4418820" }, { 8, "1002938841" } } },
	{ "Unit #: M000442918\nAcct #: N00088123345\n",
	  { { 8, "M000442918" }, { 10, "N00088123345" } } },
	{ "Visit #: 7718820031\nHospital Acct: 60019284\n",
	  { { 8, "7718820031" } } },
	{ "Chart # 44-19-02 (scanned)\n",
	  { { 8, "44-19-02" } } },
	{ "Account/MRN: 7719022\n",
	  { { 8, "7719022" } } },
	{ "MRN/CSN: 8812094 / 100482991\n",
	  { { 8, "8812094" } } },
	{ "PatientMRN=00918827&x=1\n",
	  { { 8, "00918827" } } },
	{ "<patient mrn=\"4418827\" dob=\"1971-02-03\"/>",
	  { { 8, "4418827" }, { 3, "1971-02-03" } } },
	{ "{\"mrn\":\"X-22841\",\"firstName\":\"Ines\",\"lastName\":\"Quintero\",\"birthDate\":"
	  "\"1990-11-02\"}",
	  { { 8, "X-22841" }, { 3, "1990-11-02" } } },
	{ "mrn: 'A0099213'\n",
	  { { 8, "A0099213" } } },
	{ "MRN\tName\tDOB\tAttending\n1188230\tFaulk, Tessa\t01/30/1955\tDr. Nwosu\n",
	  { { 8, "1188230" }, { 1, "Faulk, Tessa" }, { 3, "01/30/1955" } } },
	{ "Pat ID|Last|First|DOB\n55120|Mbeki|Thandi|19690412\n",
	  { { 8, "55120" }, { 1, "Mbeki" }, { 3, "19690412" } } },
	{ "EMPI: 900128374\n",
	  { { 8, "900128374" } } },
	{ "Patient Identifier (MRN): TX-0048821\n",
	  { { 8, "TX-0048821" } } },
	{ "Specimen ID: S24-10293\nAccession: 24-441-00291\n",
	  { { 8, "S24-10293" }, { 8, "24-441-00291" } } },
	{ "Case #: SP24-00912 (surgical pathology)\nPatient MRN 771920\n",
	  { { 8, "771920" } } },
	{ "Encounter # 300481992 / Arrival 04/02/2024\n",
	  { { 8, "300481992" }, { 3, "04/02/2024" } } },
	{ "Subscriber: Delacroix, Yvette\nSubscriber ID: YPZ 884 120 033\nGroup: 0088213-01\n",
	  { { 1, "Delacroix, Yvette" }, { 9, "YPZ 884 120 033" }, { 9, "0088213-01" } } },
	{ "Member ID #  W88-120-44101\nGrp. No.  77120\n",
	  { { 9, "W88-120-44101" }, { 9, "77120" } } },
	{ "ID Card No.: JQX773019284\nRxGrp: RX4412  RxBIN: 004336  RxPCN: ADV\n",
	  { { 9, "JQX773019284" } } },
	{ "Medicare Beneficiary Identifier: 3FK7-PY2-RD51\n",
	  { { 9, "3FK7-PY2-RD51" } } },
	{ "MBI\n3FK7PY2RD51\n",
	  { { 9, "3FK7PY2RD51" } } },
	{ "Cert #: 882019334\nInsured: Wm. Aldous Pike\n",
	  { { 1, "Wm. Aldous Pike" } } },
	{ "Insured's I.D. Number: RZA902817736\n"
	  "Insured's Policy Group or FECA Number: 881-2203\n",
	  { { 9, "RZA902817736" }, { 9, "881-2203" } } },
	{ "Medicaid #: 04418829A\nCIN: AB12345C\n",
	  { { 9, "04418829A" } } },
	{ "Enrollee ID: 10044822901 Plan: Gold PPO\n",
	  { { 9, "10044822901" } } },
	{ "Policy#  HMO-2281-990\n",
	  { { 9, "HMO-2281-990" } } },
	{ "Dependent ID: 884120033-02\n",
	  { { 9, "884120033-02" } } },
	{ "HICN: 441-20-9981A\n",
	  { { 9, "441-20-9981A" } } },
	{ "Contract #: 99-441-2201 Subscriber name: Olga Petrenko\n",
	  { { 1, "Olga Petrenko" } } },
	{ "Claim #: 24038812001 Member: Rashid Farooqui  Member #: 77120448\n",
	  { { 18, "24038812001" }, { 9, "77120448" }, { 1, "Rashid Farooqui" } } },
	{ "ICN: 2024038812001\nDCN 24-038-8120\n",
	  { { 18, "2024038812001" } } },
	{ "Member Name,Member ID,Group No,DOB\n\"Abara, Chidi\",KZ7719022,44120,05/06/1982\n",
	  { { 1, "Abara, Chidi" }, { 9, "KZ7719022" }, { 9, "44120" }, { 3, "05/06/1982" } } },
	{ "Name;Subscriber ID;Plan\nLena Voss;QX8812093;HMO\n",
	  { { 1, "Lena Voss" }, { 9, "QX8812093" } } },
	{ "Prior Auth #: PA-2291033\n",
	  { { 18, "PA-2291033" } } },
	{ "Authorization number A88210334 approved\n",
	  { { 18, "A88210334" } } },
	{ "Referral #: R2291-0033\n",
	  { { 18, "R2291-0033" } } },
	{ "TO: Cardiology Assoc.   FAX: 414.555.0182\n"
	  "FROM: Dr. Ilse Brandt   TEL: 414.555.0177\nRE: Pt. Gunnar Ek, DOB 9/9/1939\n",
	  { { 5, "414.555.0182" }, { 4, "414.555.0177" }, { 3, "9/9/1939" } } },
	{ "Fax #: (608) 555-0143\nVoice: (608) 555-0199\n",
	  { { 5, "(608) 555-0143" }, { 4, "(608) 555-0199" } } },
	{ "Fax to   608 555 0143\nPhone no  608 555 0199\n",
	  { { 5, "608 555 0143" }, { 4, "608 555 0199" } } },
	{ "Facsimile: 1-608-555-0143\n",
	  { { 5, "1-608-555-0143" } } },
	{ "Ph: 608-555-0199 Fx: 608-555-0143\n",
	  { { 4, "608-555-0199" }, { 5, "608-555-0143" } } },
	{ "T 608-555-0199 | F 608-555-0143\n",
	  { { 4, "608-555-0199" }, { 5, "608-555-0143" } } },
	{ "Home Ph (H): 608-555-0199\nCell (C): 608-555-0177\nWork (W): 608-555-0122 x31\n",
	  { { 4, "608-555-0199" }, { 4, "608-555-0177" }, { 4, "608-555-0122 x31" } } },
	{ "Emergency Contact: Signe Lund (daughter) 6085550199\n",
	  { { 1, "Signe Lund" } } },
	{ "Best number to reach: 6085550199\n",
	  { { 4, "6085550199" } } },
	{ "Mobile Phone*: 6085550177\nEmail*: s.lund@mailbox.example\n",
	  { { 4, "6085550177" }, { 6, "s.lund@mailbox.example" } } },
	{ "Phone\tFax\tEmail\n6085550199\t6085550143\tann@clinic.example\n",
	  { { 4, "6085550199" }, { 5, "6085550143" }, { 6, "ann@clinic.example" } } },
	{ "Contact #1: 6085550199  Contact #2: 6085550177\n",
	  { { 4, "6085550199" }, { 4, "6085550177" } } },
	{ "Tel. (home) 608-555-0199\n",
	  { { 4, "608-555-0199" } } },
	{ "eFax number 8665550143\n",
	  { { 5, "8665550143" } } },
	{ "Return fax: 8665550143\n",
	  { { 5, "8665550143" } } },
	{ "Secure Fax 866 555 0143\n",
	  { { 5, "866 555 0143" } } },
	{ "Pager 6085550110; after hours 6085550111\n",
	  { { 4, "6085550110" }, { 4, "6085550111" } } },
	{ "Telephone Number (incl. area code): 6085550199\n",
	  { { 4, "6085550199" } } },
	{ "SSN/TIN: 441-20-9981\n",
	  { { 7, "441-20-9981" } } },
	{ "Soc Sec #: 441209981\n",
	  { { 7, "441209981" } } },
	{ "Social Sec. No. 441 20 9981\n",
	  { { 7, "441 20 9981" } } },
	{ "S.S. #: 441-20-9981\n",
	  { { 7, "441-20-9981" } } },
	{ "Last four of SSN: 9981\n",
	  { { 7, "9981" } } },
	{ "SSN (last 4): 9981\n",
	  { { 7, "9981" } } },
	{ "SS# xxx-xx-9981\n",
	  { { 7, "xxx-xx-9981" } } },
	{ "Patient SSN,Phone\n441209981,6085550199\n",
	  { { 7, "441209981" }, { 4, "6085550199" } } },
	{ "Taxpayer ID (ITIN) 912-78-4410\n",
	  { { 18, "912-78-4410" } } },
	{ "Employee SSN: 441209981\n",
	  { { 7, "441209981" } } },
	{ "Bank Routing #: 021000021\nBank Acct #: 00448120093\n",
	  { { 10, "021000021" }, { 10, "00448120093" } } },
	{ "Routing/ABA: 021000021  Account: 448120093\n",
	  { { 10, "021000021" }, { 10, "448120093" } } },
	{ "Card ending in 4417, Card #: 4539578763621486 exp 05/27\n",
	  { { 10, "4539578763621486" } } },
	{ "CC#: 4539 5787 6362 1486\n",
	  { { 10, "4539 5787 6362 1486" } } },
	{ "Guarantor Acct: G-771203\n",
	  { { 10, "G-771203" } } },
	{ "Statement #: 44102299 Account no.: 7719-0033-2\n",
	  { { 10, "7719-0033-2" } } },
	{ "Guarantor #  8820193\n",
	  { { 10, "8820193" } } },
	{ "Patient Acct No\n77120448\n",
	  { { 10, "77120448" } } },
	{ "Bill to account: 8812-0933\n",
	  { { 10, "8812-0933" } } },
	{ "HSA account number 5500182733\n",
	  { { 10, "5500182733" } } },
	{ "Direct deposit: checking 44120998812, routing 021000021\n",
	  { { 10, "44120998812" }, { 10, "021000021" } } },
	{ "Invoice acct\tBalance\n90012288\t$120.00\n",
	  { { 10, "90012288" } } },
	{ "DL#: K448-2913-7052\n",
	  { { 11, "K448-2913-7052" } } },
	{ "Driver Lic. No. (IL): K448-2913-7052\n",
	  { { 11, "K448-2913-7052" } } },
	{ "DL State,DL Number\nCA,D4482913\n",
	  { { 11, "D4482913" } } },
	{ "State ID #: 44829137\n",
	  { { 11, "44829137" } } },
	{ "NPI: 1234567893\n",
	  { { 11, "1234567893" } } },
	{ "DEA #: BB1388568\n",
	  { { 11, "BB1388568" } } },
	{ "RN License: RN-448291\n",
	  { { 11, "RN-448291" } } },
	{ "Lic#: MD044829L\n",
	  { { 11, "MD044829L" } } },
	{ "Medical license no. G44829 (CA)\n",
	  { { 11, "G44829" } } },
	{ "Provider NPI\tProvider\n1234567893\tDr. Ekholm\n",
	  { { 11, "1234567893" } } },
	{ "Commercial Driver's License: M4482913\n",
	  { { 11, "M4482913" } } },
	{ "VIN #: 1HGCM82633A004352\n",
	  { { 12, "1HGCM82633A004352" } } },
	{ "Vehicle ID No. 1HGCM82633A004352\n",
	  { { 12, "1HGCM82633A004352" } } },
	{ "Lic. Plate: WI 448-KTX\n",
	  { { 12, "448-KTX" } } },
	{ "License plate # KTX448 (MN)\n",
	  { { 12, "KTX448" } } },
	{ "Plate no: 8ABC123\n",
	  { { 12, "8ABC123" } } },
	{ "Make,Model,VIN\nHonda,Accord,1HGCM82633A004352\n",
	  { { 12, "1HGCM82633A004352" } } },
	{ "Vehicle plate\tPermit\n4KTX882\t2291\n",
	  { { 12, "4KTX882" } } },
	{ "Device S/N: PJN448291S\n",
	  { { 13, "PJN448291S" } } },
	{ "Implant: ICD, Model D274DRG, Serial PJN448291S\n",
	  { { 13, "PJN448291S" } } },
	{ "Serial# 44-8291-K\n",
	  { { 13, "44-8291-K" } } },
	{ "UDI-DI: 00812345678906 Lot 5521\n",
	  { { 13, "00812345678906" } } },
	{ "Pump SN: 884201\n",
	  { { 13, "884201" } } },
	{ "Pacemaker serial number: RNW448291H\n",
	  { { 13, "RNW448291H" } } },
	{ "IMEI 490154203237518\n",
	  { { 13, "490154203237518" } } },
	{ "Device,Serial No,Implanted\nLead,LFP448291V,03/04/2020\n",
	  { { 13, "LFP448291V" }, { 3, "03/04/2020" } } },
	{ "CPAP serial no.: 22182998120\n",
	  { { 13, "22182998120" } } },
	{ "D.O.B.: 3/4/52\n",
	  { { 3, "3/4/52" } } },
	{ "Birthdate  1952-Mar-04\n",
	  { { 3, "1952-Mar-04" } } },
	{ "DOB: 04MAR1952\n",
	  { { 3, "04MAR1952" } } },
	{ "Born: March 4th, 1952\n",
	  { { 3, "March 4th, 1952" } } },
	{ "Date of Service (from-to): 01/02/2024 - 01/05/2024\n",
	  { { 3, "01/02/2024" }, { 3, "01/05/2024" } } },
	{ "DOS: 01022024\n",
	  { { 3, "01022024" } } },
	{ "Admit Dt: 2024-01-02 Disch Dt: 2024-01-05\n",
	  { { 3, "2024-01-02" }, { 3, "2024-01-05" } } },
	{ "Date of death: 5 Jan 2024\n",
	  { { 3, "5 Jan 2024" } } },
	{ "DOB\tSex\n19520304\tM\n",
	  { { 3, "19520304" } } },
	{ "Collected: 1/2/24 0830\n",
	  { { 3, "1/2/24" } } },
	{ "Birth Date (mm/dd/yyyy): 03/04/1952\n",
	  { { 3, "03/04/1952" } } },
	{ "Pt: Marisol Echeverria\n",
	  { { 1, "Marisol Echeverria" } } },
	{ "Patient Last Name: Echeverria\nPatient First Name: Marisol\nMI: T\n",
	  { { 1, "Echeverria" }, { 1, "Marisol" } } },
	{ "Name of Patient  Echeverria, Marisol T.\n",
	  { { 1, "Echeverria, Marisol T." } } },
	{ "Next of kin: Baldur Steen (son)\n",
	  { { 1, "Baldur Steen" } } },
	{ "RE: Marisol Echeverria (DOB 03/04/1952)\n",
	  { { 1, "Marisol Echeverria" } } },
	{ "Guardian/Parent: Oksana Bondar\n",
	  { { 1, "Oksana Bondar" } } },
	{ "Responsible Party: Niels Overgaard\n",
	  { { 1, "Niels Overgaard" } } },
	{ "Attn: Patient Marisol Echeverria\n",
	  { { 1, "Marisol Echeverria" } } },
	{ "Last Name\tFirst Name\tRoom\nEcheverria\tMarisol\t412B\n",
	  { { 1, "Echeverria" }, { 1, "Marisol" } } },
	{ "PATIENT NAME        ROOM     DIET\nEcheverria, Marisol  412B    Renal\n",
	  { { 1, "Echeverria, Marisol" } } },
	{ "Address 1: 4418 Larkspur Hollow Rd\nAddress 2: Apt 9\n"
	  "City/State/Zip: Waukesha, WI 53188\n",
	  { { 2, "4418 Larkspur Hollow Rd" }, { 2, "53188" } } },
	{ "Street: 77 Quarry Pt\nCity: Duluth\nZip Code: 55804\n",
	  { { 2, "77 Quarry Pt" }, { 2, "Duluth" }, { 2, "55804" } } },
	{ "Addr,City,St,Zip\n12 Fen Ct,Racine,WI,53402\n",
	  { { 2, "12 Fen Ct" }, { 2, "Racine" }, { 2, "53402" } } },
	{ "Home address is 9 W Tamarack Ave #3, Rhinelander\n",
	  { { 2, "9 W Tamarack Ave #3" } } },
	{ "Patient portal link: https://mychart.clinic.example/p/8812093\n",
	  { { 14, "https://mychart.clinic.example/p/8812093" } } },
	{ "Last login IP: 172.16.44.9\n",
	  { { 15, "172.16.44.9" } } },
	{ "IP Address,User\n203.0.113.77,mecheverria\n",
	  { { 15, "203.0.113.77" } } },
	{ "Fingerprint ID: FP-4482913\n",
	  { { 16, "FP-4482913" } } },
	{ "Voiceprint template # VP448291\n",
	  { { 16, "VP448291" } } },
	{ "Passport No.: 448291377\n",
	  { { 18, "448291377" } } },
	{ "Study subject ID: 014-0092\n",
	  { { 18, "014-0092" } } },
	{ "Subject No: 1014-220\n",
	  { { 18, "1014-220" } } },
	{ "Registry ID: TR-448291\n",
	  { { 18, "TR-448291" } } },
	{ "Rx #: 7719022 Refills: 2\n",
	  { { 18, "7719022" } } },
	{ "Prescription number 0448-22910\n",
	  { { 18, "0448-22910" } } },
	{ "Military ID (EDIPI): 1448291377\n",
	  { { 18, "1448291377" } } },
	{ "Inmate #: A448291\n",
	  { { 18, "A448291" } } },
	{ "Student ID: 00448291\n",
	  { { 18, "00448291" } } },
	{ "Employee ID: E448291\n",
	  { { 18, "E448291" } } },
	{ "UNOS ID: ABCD123\n",
	  { { 18, "ABCD123" } } },
	{ "Tumor registry no. 2024-00118\n",
	  { { 18, "2024-00118" } } },
};

/* Bodies of HTML. */
static const struct form pages[] = {
	{ "<table><tr><th>Patient</th><th>MRN</th><th>DOB</th></tr><tr><td>Echeverria, "
	  "Marisol</td><td>7719022</td><td>3/4/1952</td></tr></table>",
	  { { 1, "Echeverria, Marisol" }, { 8, "7719022" }, { 3, "3/4/1952" } } },
	{ "<table><tr><td>MRN</td><td>7719022</td></tr><tr><td>Member "
	  "ID</td><td>QX8812093</td></tr><tr><td>Phone</td><td>6085550199</td></tr></table>",
	  { { 8, "7719022" }, { 9, "QX8812093" }, { 4, "6085550199" } } },
	{ "<dl><dt>Medical Record Number</dt><dd>7719022</dd><dt>Policy "
	  "#</dt><dd>HM-88120</dd></dl>",
	  { { 8, "7719022" }, { 9, "HM-88120" } } },
	{ "<p><b>SSN:</b>&nbsp;441209981<br><b>Acct&nbsp;No.</b>&nbsp;77120448</p>",
	  { { 7, "441209981" }, { 10, "77120448" } } },
	{ "<div><label>Subscriber ID</label><span>QX8812093</span></div><div><label>Group "
	  "#</label><span>44120</span></div>",
	  { { 9, "QX8812093" }, { 9, "44120" } } },
	{ "<table><thead><tr><td>Serial "
	  "No.</td><td>Device</td></tr></thead><tbody><tr><td>PJN448291S</td><td>ICD</td></tr><"
	  "/tbody></table>",
	  { { 13, "PJN448291S" } } },
	{ "<ul><li>Driver&#39;s license: D4482913</li><li>Plate: KTX448</li></ul>",
	  { { 11, "D4482913" }, { 12, "KTX448" } } },
	{ "<table><tr><td>Fax</td><td>6085550143</td><td>Tel</td><td>6085550199</td></tr></tabl"
	  "e>",
	  { { 5, "6085550143" }, { 4, "6085550199" } } },
};

static bool
is_found(const struct message *m, const struct form_value *wanted)
{
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		struct bytes found = bytes_slice(m->parts[finding->part].text, finding->start, finding->length);
		struct bytes value = bytes_of_string(wanted->text);
		if (identifier_type_category(finding->type) == wanted->category &&
		    (bytes_find_nocase(found, value) != SIZE_MAX || bytes_find_nocase(value, found) == 0))
			return true;
	}
	return false;
}

/* How many of the values are not found; they are told. */
static size_t
form_check(const struct scanner *scanner, const struct form *form, const char *head)
{
	struct message *m;
	size_t missed = 0;

	ck_assert_int_eq(message_create(FORM_ARENA, FORM_ARENA, &m), 0);
	ck_assert_int_eq(buffer_append_string(&m->original, head), 0);
	ck_assert_int_eq(buffer_append_string(&m->original, form->text), 0);
	ck_assert_int_eq(scanner_scan_message(scanner, m), 0);
	for (size_t i = 0; i < FORM_VALUES && form->values[i].text != NULL; i++) {
		if (is_found(m, &form->values[i]))
			continue;
		fprintf(stderr, "\"%s\": no \"%s\"\n", form->text, form->values[i].text);
		missed++;
	}
	message_destroy(&m);
	return missed;
}

static void
forms_check(const struct form *table, size_t count, const char *head)
{
	struct configuration *configuration;
	const uint8_t key[CRYPTO_KEY_SIZE] = { 1 };
	struct scanner *scanner;
	struct diagnostics why;
	size_t missed = 0;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "defaults", &why, &configuration), 0);
	ck_assert_int_eq(scanner_create(configuration, key, &why, &scanner), 0);
	for (size_t i = 0; i < count; i++)
		missed += form_check(scanner, &table[i], head);
	ck_assert_uint_eq(missed, 0);
	scanner_destroy(&scanner);
	configuration_release(&configuration);
	diagnostics_release(&why);
}

START_TEST(test_forms)
{
	forms_check(forms, ARRAY_LENGTH(forms), "Content-Type: text/plain; charset=utf-8\r\n\r\n");
}
END_TEST

START_TEST(test_pages)
{
	forms_check(pages, ARRAY_LENGTH(pages), "Content-Type: text/html; charset=utf-8\r\n\r\n");
}
END_TEST

Suite *
forms_suite(void)
{
	return UNIT_SUITE("forms", test_forms, test_pages);
}
