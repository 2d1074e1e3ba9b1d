"""The header fields that are read of a mail, in one place: a server is asked for these and no others.

HEADER.FIELDS knows no wildcards, and each name comes back with each mail, so only what something reads
stands here; a test compares the list with the code that reads.
"""

from __future__ import annotations

OWN_REPORT = "X-Keepwarm-Report"  # the id that keepwarm gave its report, whatever a server made of it

OF_PEOPLE = ("From", "To", "Cc", "Sender", "Reply-To", "Return-Path", "Delivered-To", "X-Original-To")
OF_THREADS = (
    "Message-ID",
    "In-Reply-To",
    "References",
    "X-Original-Message-ID",
    "X-Google-Original-Message-ID",
    "X-Microsoft-Original-Message-ID",
)
OF_CONTENT = ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition")
OF_MACHINES = (
    "Auto-Submitted",
    "Precedence",
    "Feedback-ID",
    "X-Failed-Recipients",
    "Authentication-Results",
    "X-MS-Exchange-Generated-Message-Source",
)
OF_ROBOTS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Reply-From",
    "X-Mail-Autoreply",
    "X-Vacation",
)
OF_CAMPAIGNS = (
    "X-Campaign",
    "X-CampaignID",
    "X-Campaign-ID",
    "X-Mailchimp-Campaign",
    "X-MC-User",
    "X-CID-Campaign",
    "X-Mailer-LID",
    "X-Job-ID-Campaign",
    "X-SFMC-Stack",
    "X-CSA-Complaints",
    "X-Mailgun-Tag",
    "X-SG-Campaign",
    "X-Klaviyo-Message-ID",
    "X-Emarsys-Identify",
    "X-HS-CID",
    "X-List-Unsubscribe",
    "X-Bulkmail",
)
OF_LISTS = (
    "List-ID",
    "List-Unsubscribe",
    "List-Post",
    "Mailing-List",
    "X-Mailing-List",
    "List-Help",
    "List-Subscribe",
    "X-Mailman-Version",
    "X-BeenThere",
    "X-ListName",
)

OF_RELAYS = ("X-LinkedIn-Class", "X-LinkedIn-Template")  # the marks in patterns/relays.toml

READ = (
    "Date",
    "Subject",
    *OF_PEOPLE,
    *OF_THREADS,
    *OF_CONTENT,
    *OF_MACHINES,
    *OF_ROBOTS,
    *OF_CAMPAIGNS,
    *OF_LISTS,
    *OF_RELAYS,
    OWN_REPORT,
)
