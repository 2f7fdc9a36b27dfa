"""Words of danger in other languages than Thai, by the emergency number that they call for.

The commonest and plainest ones. What is in Latin letters has to stand as a word of its own ("gun" is no part of "begun"),
written here in small letters without signs: "can t breathe". Of scripts without spaces a word is found anywhere, so
what is also a piece of an everyday word (Lao ຍິງ "shoot" in "woman", ຂ້າ "kill" in "I") stands here only with its company.
"""

from __future__ import annotations

_POLICE = {
    "en": "gun|guns|gunshot|gunshots|shooting|shot at|shot him|shot her|shot me|got shot|was shot|murder|murdered|killed|kill me|kill us|kill him|kill her|kill my"
    "|kill you|stabbed|stabbing|with a knife|rape|rapes|raped|raping|robbery|robbed|kidnap|kidnapped|kidnapping|abducted|human trafficking|trafficked|trafficker"
    "|traffickers|hostage|bomb|locked in|locked us|locked me|locked up|cannot leave|not allowed to leave|won t let us leave|won t let me leave|not let us leave"
    "|against my will|against her will|against his will|against their will|forced to work|forced labour|forced labor|child abuse|abuses a child|abuses children"
    "|abusing a child|beats the child|beats his child|beats her child|beats his wife|beating his wife|beating me|beats me|molested|molesting|molests|sexual abuse"
    "|sexually abused|sexual assault|assaulted|domestic violence",
    "ms": "tembak|menembak|ditembak|tembakan|bunuh|membunuh|dibunuh|pembunuhan|rogol|dirogol|merogol|pistol|senapang|bom|rompak|dirompak|samun|disamun"
    "|culik|diculik|menculik|pemerdagangan orang|pemerdagangan manusia|dikurung|mengurung|kerja paksa|dipaksa bekerja|dera kanak kanak|mendera|didera|dera anak"
    "|cabul|mencabul|dicabul|ditikam|tikam|diperkosa|memperkosa",
    "my": "သေနတ်|ပစ်သတ်|သတ်မယ်|သတ်ပစ်|လူသတ်|သတ်ဖြတ်|သတ်ဖို့|ခြိမ်းခြောက်သတ်|မုဒိမ်း|အဓမ္မပြု|ဓားထိုး|ဓားနဲ့|ဓားပြ|လုယက်|ဗုံး|ပြန်ပေးဆွဲ|လူကုန်ကူး|ချုပ်နှောင်|ပိတ်လှောင်|အတင်းအကျပ်ခိုင်း"
    "|အပြင်ထွက်ခွင့်မပေး|နှိပ်စက်|ရိုက်နှက်|ကလေးကိုရိုက်|ကလေးကို ရိုက်|ကိုယ်ထိလက်ရောက်",
    "lo": "ປືນ|ຍິງກັນ|ຖືກຍິງ|ໄລ່ຍິງ|ຖືກຂ້າ|ຂູ່ຂ້າ|ຂ້າຄົນ|ຈະຂ້າ|ຄາດຕະກຳ|ຂົ່ມຂືນ|ຂໍ່ມຂືນ|ມີດແທງ|ຖືກແທງ|ຖືມີດ|ລະເບີດ|ປຸ້ນ|ລັກພາຕົວ|ຄ້າມະນຸດ|ກັກຂັງ|ຂັງໄວ້|ຖືກຂັງ|ບັງຄັບໃຫ້ເຮັດວຽກ|ທຳຮ້າຍ|ທໍາຮ້າຍ|ທຸບຕີ"
    "|ຕີເດັກ|ຕີລູກ|ລ່ວງລະເມີດ|ອະນາຈານ",
    "km": "កាំភ្លើង|បាញ់ប្រហារ|បាញ់សម្លាប់|បាញ់ខ្ញុំ|ត្រូវគេបាញ់|សម្លាប់|ឃាតកម្ម|រំលោភ|ចាប់ជំរិត|ចាប់ពង្រត់|ជួញដូរមនុស្ស|បង្ខាំង|ឃុំខ្លួន|ចាក់សោ|បង្ខំឱ្យធ្វើការ|បង្ខំឲ្យធ្វើការ|ប្លន់|គ្រាប់បែក|ចាក់នឹងកាំបិត"
    "|កាន់កាំបិត|ធ្វើបាបកុមារ|ធ្វើបាបក្មេង|វាយក្មេង|វាយកូន|វាយដំ",
    "zh": "枪击|开枪|有枪|持枪|拿枪|槍擊|開槍|有槍|持槍|杀人|杀了|要杀|杀死|被杀|谋杀|殺人|要殺|被殺|强奸|強姦|强暴|性侵|猥亵|猥褻|绑架|綁架|抢劫|搶劫|炸弹|炸彈|持刀|拿刀|砍人|捅伤|人口贩卖|贩卖人口|人口販賣"
    "|非法拘禁|囚禁|关起来|不让我们离开|不让我离开|强迫劳动|强迫工作|家暴|虐待|打孩子|打小孩",
}
_AMBULANCE = {
    "en": "unconscious|bleeding|injured|drowning|drowned|electrocuted|not breathing|can t breathe|cannot breathe|heart attack|seizure|car crash|car accident"
    "|motorbike accident|badly hurt|seriously hurt|dying|overdose",
    "ms": "pengsan|tidak sedarkan diri|tak sedarkan diri|berdarah|pendarahan|cedera|lemas|tenggelam|sesak nafas|tidak boleh bernafas|tak boleh bernafas|kemalangan"
    "|renjatan elektrik|sakit jantung|serangan jantung|nazak",
    "my": "သတိလစ်|သတိမေ့|သွေးထွက်|သွေးအများကြီး|ဒဏ်ရာ|ရေနစ်|အသက်ရှူမရ|အသက်ရှူလို့မရ|အသက်ရှုမရ|အသက်မရှူ|ဓာတ်လိုက်|ကားတိုက်ခံ|ကားမှောက်|ဆိုင်ကယ်မှောက်|သေတော့မယ်",
    "lo": "ໝົດສະຕິ|ຫມົດສະຕິ|ສະຫຼົບ|ສະລົບ|ເລືອດອອກ|ເລືອດໄຫຼ|ບາດເຈັບ|ຈົມນ້ຳ|ຈົມນໍ້າ|ຕົກນ້ຳ|ຫາຍໃຈບໍ່ອອກ|ໄຟຊັອດ|ໄຟດູດ|ລົດຕຳກັນ|ລົດຕຳຄົນ|ລົດຂວ້ຳ|ອຸບັດຕິເຫດ|ໃກ້ຕາຍ",
    "km": "សន្លប់|បាត់ស្មារតី|ហូរឈាម|ចេញឈាម|ឈាមច្រើន|របួស|លង់ទឹក|ធ្លាក់ទឹក|ដកដង្ហើមមិនរួច|ដកដង្ហើមមិនចេញ|ឆក់ខ្សែភ្លើង|ខ្សែភ្លើងឆក់|ឆក់ភ្លើង|គ្រោះថ្នាក់ចរាចរណ៍|រថយន្តបុក|ឡានបុក|ជិតស្លាប់",
    "zh": "昏迷|晕倒|暈倒|失去意识|失去意識|流血|出血|受伤|受傷|溺水|触电|觸電|车祸|車禍|无法呼吸|不能呼吸|呼吸困难|心脏病发|没有呼吸|快死了",
}
_FIRE = {
    "en": "fire|on fire|house fire|gas leak|leaking gas|collapsed|explosion|exploded|trapped|flames|burning down|house is burning|home is burning"
    "|building is burning|factory is burning|school is burning|shop is burning|market is burning",
    "ms": "kebakaran|terbakar|dijilat api|bocor gas|gas bocor|kebocoran gas|letupan|meletup|bangunan runtuh|terperangkap",
    "my": "မီးလောင်|မီးစွဲ|ဓာတ်ငွေ့ယို|ဂက်စ်ယို|ပေါက်ကွဲ|ပြိုကျ|အဆောက်အအုံပြို",
    "lo": "ໄຟໄໝ້|ໄຟໄຫມ້|ໄຟໃໝ້|ໄຟລຸກ|ແກັສຮົ່ວ|ແກ໊ສຮົ່ວ|ອາຍແກັສ|ລະເບີດ|ຕຶກຖະຫຼົ່ມ|ຕຶກພັງ",
    "km": "ភ្លើងឆេះ|ឆេះផ្ទះ|ឆេះរោងចក្រ|កំពុងឆេះ|អគ្គិភ័យ|អគ្គីភ័យ|លេចធ្លាយហ្គាស|ធ្លាយហ្គាស|ផ្ទុះ|អគាររលំ|អគារបាក់",
    "zh": "火灾|火災|着火|著火|失火|起火|煤气泄漏|燃气泄漏|煤气泄露|瓦斯外洩|爆炸|倒塌|被困",
}
_MIND = {
    "en": "suicide|suicidal|kill myself|killing myself|killed himself|killed herself|want to die|end my life|hurt myself|harm myself|hurting myself",
    "ms": "bunuh diri|membunuh diri|nak mati|mahu mati|ingin mati|tamatkan hidup|cederakan diri",
    "my": "သတ်သေ|သေချင်|မနေချင်တော့|အသက်မရှင်ချင်",
    "lo": "ຂ້າຕົວຕາຍ|ຂ້າໂຕຕາຍ|ຢາກຕາຍ|ບໍ່ຢາກມີຊີວິດ|ທຳຮ້າຍຕົວເອງ",
    "km": "អត្តឃាត|សម្លាប់ខ្លួន|ចង់ស្លាប់|មិនចង់រស់",
    "zh": "自杀|自殺|想死|不想活|自残|自殘|轻生|輕生|跳楼",
}
_HOME = {
    "en": "beats me|beats my|beats our|beats us|beats him|beats the child|beats his child|beats her child|beats his wife|beat me|beat my child|beat my wife|beat my son"
    "|beat my daughter|beat our child|beating me|beating my|beating us|beating his wife|hits me|hits my child|hits my son|hits my daughter|hits our child|hit me"
    "|hurts me|hurts my child|abuses me|abuses my|abusing me|abusing my|abuses a child|abuses children|abusing a child|child abuse|domestic violence|violent husband"
    "|violent boyfriend|afraid of my husband|scared of my husband|molested|molesting|molests|sexual abuse|sexually abused",
    "ms": "pukul isteri|pukul anak|pukul saya|memukul saya|memukul anak|dera anak|mendera|didera|dera kanak kanak|keganasan rumah tangga",
    "my": "ကလေးကိုရိုက်|ကလေးကို ရိုက်|ကျွန်မကိုရိုက်|ကျွန်မကို ရိုက်|နှိပ်စက်|ရိုက်နှက်|အိမ်တွင်းအကြမ်းဖက်",
    "lo": "ທຸບຕີ|ຕີເດັກ|ຕີລູກ|ຕີເມຍ|ຄວາມຮຸນແຮງໃນຄອບຄົວ",
    "km": "វាយកូន|វាយក្មេង|វាយប្រពន្ធ|វាយដំ|ធ្វើបាបកុមារ|ធ្វើបាបក្មេង|អំពើហិង្សាក្នុងគ្រួសារ",
    "zh": "家暴|家庭暴力|虐待|打孩子|打小孩|打老婆|打我",
}

_CHILDREN_POLICE_HEALTH = {
    "en": "child|children|kid|kids|baby|daughter|daughters|son|sons|girl|girls|boy|boys|stepfather|stepmother|teacher|nurse|doctor|drugs|bribes|corrupt",
    "ms": "kanak kanak|budak|anak|bayi|cikgu|polis|rasuah|dadah|hospital|doktor",
    "my": "ကလေး|သမီး|သား|ဆရာ|ရဲ|လာဘ်|ဆေးရုံ|မူးယစ်",
    "lo": "ເດັກ|ລູກ|ຄູ|ຕຳຫຼວດ|ຕໍາຫຼວດ|ສິນບົນ|ໂຮງໝໍ|ຢາບ້າ",
    "km": "ក្មេង|កុមារ|កូន|គ្រូ|ប៉ូលិស|សំណូក|មន្ទីរពេទ្យ|គ្រឿងញៀន",
    "zh": "孩子|儿童|兒童|小孩|女儿|儿子|女兒|兒子|老师|老師|警察|贿赂|賄賂|医院|醫院|毒品",
}


NO_FIRE = (
    *(
        f"fire {thing}"
        for thing in ("hydrant", "station", "fighter", "extinguisher", "drill", "ban", "hazard", "risk", "pit")
    ),
    *(
        f"fire {thing}s"
        for thing in ("hydrant", "station", "fighter", "extinguisher", "drill", "ban", "hazard", "risk", "pit")
    ),
    *(
        "fire fighting",
        "fire safety",
        "fire insurance",
        "fire code",
        "fire regulations",
        "fire ants",
        "fire pit",
        "camp fire",
        "camp fires",
    ),
    *("risk of fire", "danger of fire", "in case of fire", "fire last year", "fire last month"),
    *(f"{will} fire {whom}" for will in ("to", "will", "can") for whom in ("me", "us", "him", "her", "them")),
)
"""Where "fire" is said and nothing burns, as it stands in a text: "Fire! Drill a hole" is another matter than "fire drill".
Not who comes when it does ("the fire brigade has not come"), nor what one needs then ("fire exit blocked")."""


def _listed(words: dict[str, str]) -> tuple[str, ...]:
    return tuple(word for language in words.values() for word in language.split("|"))


IN_OTHER_LANGUAGES = {
    "191": _listed(_POLICE),
    "1669": _listed(_AMBULANCE),
    "199": _listed(_FIRE),
    "1323": _listed(_MIND),
    "1300": _listed(_HOME),
}
CLOSED_IN_OTHER_LANGUAGES = tuple(word for words in IN_OTHER_LANGUAGES.values() for word in words) + _listed(
    _CHILDREN_POLICE_HEALTH
)
"""With one of these a text is never offered to everybody of itself. Broad: it may be opened with one tap."""
