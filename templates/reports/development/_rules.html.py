BBBB BBBBBB BBBB BBBBBB
XXXXXX XXXXXXXXXXXX XXXXXXXX
  XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX
  XXXXXXX XXXXXXXXXXXX gettext(u'Figures of the registers') XXXXXXXXX gettext(u'Counted in the registers of all societies as of %(day)s. What a society has not recorded is unknown, not 0: each table says of how many societies a figure is known.') SSSSSSS SS SSS SSSSSSSSS SS SSS SSSSSSSSS SS SS SSSSSSSS SSSS S SSSSSSS SSS SSS SSSSSSSS SS SSSSSSSS SSS SS SSSS SSSSS SSSS SS SSS SSSS SSSSSSSSS S SSSSSS SS SSSSSSXXXXXXXXXX
  XXXXXXX XXXXXXXXXXXX gettext(u'Comparison with the year before') XXXXXXXXX gettext(u'Changes in percent and trends compare only societies known in all the years compared.') XXXXXXXXXX
  XXXXXXX XXXXXXXXXXXX gettext(u'Workplan') XXXXXXXXX gettext(u'%(title)s, %(issuer)s') SSSSSSSSSS SSSSSSSSSSXXXXXXXXXX
  BB BBBBBBBBBBBBBBBB
    XXXXXXX XXXXXXXXXXXX gettext(u'Monitoring issue') XXXXXXXXX gettext(u'No. %(number)s, %(month)s') SSS SSSSSSSSSSS SSSSSSSSSXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX
  BBBBB
  XXXXXXX XXXXXXXXXXXX gettext(u'Finance') XXXXXXXXX gettext(u'Sums of the finances that published annual reports tell; the portal has not audited them.') XXXXXXXXXX
XXXXXXXX
