"""What a complaint in another language than Thai is about, by the commonest and plainest words, for its questions alone.

Written as in danger_words: what is in Latin letters stands as words of its own, in small letters without signs ("hasn t
paid me"); of the other scripts a phrase is found anywhere. Only topics that have questions, and of words that also mean
something else only their company. Not reviewed by speakers; who reads one of these languages should look through it.
"""

from __future__ import annotations

_PHRASES = {
    "labour/unpaid-wages": {
        "en": "unpaid wages|unpaid wage|unpaid salary|unpaid overtime|not paid me|not paid us|not paid my|not paid our|did not pay me|did not pay us|did not pay my"
        "|did not pay our|didn t pay me|didn t pay us|didn t pay my|didn t pay our|hasn t paid me|hasn t paid us|hasn t paid my|hasn t paid our|haven t been paid"
        "|have not been paid|refuses to pay my|refuses to pay our|withheld my wages|withholds my wages|withholds our wages|owes me wages|owes us wages"
        "|wages not paid|salary not paid|salary is not paid|no salary",
        "my": "လစာမရ|လစာ မရ|လစာမပေး|လစာ မပေး|လစာမထုတ်|လစာ မထုတ်|လုပ်ခမရ|လုပ်ခ မရ|လုပ်ခမပေး|လုပ်ခ မပေး|လုပ်အားခမရ|လုပ်အားခ မရ|လုပ်အားခမပေး|လုပ်အားခ မပေး",
        "lo": "ບໍ່ໄດ້ຄ່າແຮງ|ບໍ່ຈ່າຍຄ່າແຮງ|ຄ້າງຄ່າແຮງ|ບໍ່ໄດ້ເງິນເດືອນ|ບໍ່ຈ່າຍເງິນເດືອນ|ຄ້າງເງິນເດືອນ|ບໍ່ໄດ້ຄ່າຈ້າງ|ບໍ່ຈ່າຍຄ່າຈ້າງ|ຄ້າງຄ່າຈ້າງ",
        "km": "មិនបើកប្រាក់ខែ|មិនទាន់បើកប្រាក់ខែ|មិនបានបើកប្រាក់ខែ|មិនបានប្រាក់ខែ|មិនឱ្យប្រាក់ខែ|មិនឲ្យប្រាក់ខែ|មិនបើកប្រាក់ឈ្នួល|ជំពាក់ប្រាក់ខែ|ជំពាក់ប្រាក់ឈ្នួល",
        "zh": "拖欠工资|欠薪|不发工资|没发工资|没有发工资|未发工资|克扣工资|欠我工资|欠我们工资|拖欠工資|不發工資|沒發工資",
    },
    "labour/dismissal": {
        "en": "fired me|i was fired|got fired|dismissed me|i was dismissed|laid me off|i was laid off|sacked me|i was sacked",
        "my": "အလုပ်ထုတ်|အလုပ်ဖြုတ်|အလုပ်ကထုတ်",
        "lo": "ໄລ່ອອກຈາກວຽກ|ເລີກຈ້າງ",
        "km": "បញ្ឈប់ពីការងារ|បណ្តេញចេញពីការងារ|ដេញចេញពីការងារ",
        "zh": "被解雇|解雇了|被开除|被辞退|被解僱",
    },
    "electricity/street-lights": {
        "en": "street light|street lights|streetlight|streetlights|street lamp|street lamps",
        "my": "လမ်းမီး",
        "lo": "ໄຟຖະໜົນ|ໄຟທາງ",
        "km": "ភ្លើងបំភ្លឺផ្លូវ|ភ្លើងផ្លូវ|ភ្លើងបំភ្លឺតាមផ្លូវ",
        "zh": "路灯|路燈|街灯",
    },
    "electricity/outage": {
        "en": "power outage|power cut|power cuts|no electricity|no power at home|blackout|electricity is out|power is out",
        "my": "မီးပျက်|မီးမလာ",
        "lo": "ໄຟຟ້າດັບ|ໄຟດັບ",
        "km": "ដាច់ភ្លើង|ដាច់ចរន្ត|ដាច់អគ្គិសនី",
        "zh": "停电|停電|断电",
    },
    "water-supply/no-water": {
        "en": "no water|no tap water|no running water|water is cut off|water supply is cut",
        "my": "ရေမလာ|ရေပြတ်",
        "lo": "ນ້ຳບໍ່ໄຫຼ|ນໍ້າບໍ່ໄຫຼ|ນ້ຳປະປາບໍ່ໄຫຼ|ນ້ຳປະປາບໍ່ມາ",
        "km": "ដាច់ទឹក|ទឹកមិនហូរ|គ្មានទឹកប្រើ",
        "zh": "停水|没有自来水|沒有自來水",
    },
    "roads/pothole": {
        "en": "pothole|potholes|hole in the road|holes in the road",
        "my": "ချိုင့်ခွက်|လမ်းချိုင့်",
        "lo": "ທາງເປັນຂຸມ|ຖະໜົນເປັນຂຸມ",
        "km": "ជង្ហុក",
        "zh": "坑洼|坑洞|路上有坑|路面有坑",
    },
    "flooding/flooded-street": {
        "en": "street is flooded|road is flooded|flooded street|flooded road|streets are flooded|roads are flooded",
        "my": "ရေလျှံ|ရေကြီး",
        "lo": "ນ້ຳຖ້ວມ|ນໍ້າຖ້ວມ",
        "km": "ទឹកលិច|លិចទឹក",
        "zh": "积水|水淹|淹水|積水",
    },
    "waste/uncollected": {
        "en": "garbage not collected|rubbish not collected|trash not collected|garbage is not collected|rubbish is not collected|trash is not collected"
        "|garbage has not been collected|rubbish has not been collected|trash has not been collected",
        "my": "အမှိုက်မသိမ်း|အမှိုက် မသိမ်း",
        "lo": "ບໍ່ມາເກັບຂີ້ເຫຍື້ອ|ບໍ່ເກັບຂີ້ເຫຍື້ອ",
        "km": "មិនប្រមូលសំរាម|មិនមកប្រមូលសំរាម",
        "zh": "垃圾没人收|不收垃圾|没人收垃圾|垃圾没有收",
    },
    "pollution/noise": {
        "en": "loud music|noise at night|too noisy|very noisy|noisy neighbour|noisy neighbours|noisy neighbor|noisy neighbors|construction noise",
        "my": "ဆူညံ",
        "lo": "ສຽງດັງລົບກວນ|ສຽງດັງຫຼາຍ",
        "km": "សំឡេងរំខាន|សម្លេងរំខាន",
        "zh": "噪音|噪声|太吵",
    },
    "online-telecom/money-fraud": {
        "en": "scammed|scammer|scammers|online scam|call centre gang|call center gang|defrauded",
        "my": "ငွေလိမ်|ပိုက်ဆံလိမ်",
        "lo": "ຫຼອກໂອນເງິນ|ຫຼອກເອົາເງິນ",
        "km": "បោកលុយ|ឆបោកលុយ",
        "zh": "诈骗|被骗钱|被骗了钱|詐騙",
    },
    "trees-animals/stray-animals": {
        "en": "stray dog|stray dogs|stray cat|stray cats",
        "my": "ခွေးလေခွေးလွင့်",
        "lo": "ໝາຈອນຈັດ",
        "km": "ឆ្កែអនាថា",
        "zh": "流浪狗|流浪犬|流浪猫",
    },
}
WORDS_OF_TOPIC = {topic: tuple("|".join(by_language.values()).split("|")) for topic, by_language in _PHRASES.items()}
